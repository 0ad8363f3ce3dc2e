import { createRequire } from 'node:module';

/** What is ours to know of a connection of kafkajs 2.2.4, which its types do not tell. */
interface Connection {
  isConnected(): boolean;
  connect: (this: Connection) => Promise<unknown>;
  chunks: Buffer[];
  bytesBuffered: number;
  bytesNeeded: number;
}

/** An answer begins with its length. */
const lengthBytes = 4;

let isMended = false;

/**
 * Where a connection ends in the middle of an answer, kafkajs keeps what it has read and takes it for the beginning of
 * what the next connection says: every answer from then on is out of its place, no request is ever answered, and nothing
 * ends it, for the broker is heard all the time. Here a connection that is made again begins with nothing read.
 */
export function beginConnectionsAfresh(): void {
  if (isMended) return;
  isMended = true;
  const require = createRequire(import.meta.url);
  const { prototype } = require('kafkajs/src/network/connection') as { prototype: Connection };
  const { connect } = prototype;
  prototype.connect = function (this: Connection) {
    if (!this.isConnected()) {
      this.chunks = [];
      this.bytesBuffered = 0;
      this.bytesNeeded = lengthBytes;
    }
    return connect.call(this);
  };
}
