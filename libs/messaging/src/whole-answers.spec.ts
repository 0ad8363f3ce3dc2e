import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server, type Socket } from 'node:net';
import { AttentiveKafka } from './attentive-kafka.js';

/** Says half of its first answer and ends the connection; to whoever comes again it speaks as it should. */
let broker: Server;
let connections = 0;

const int16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const int32 = (value: number): Buffer => Buffer.from([0, 0, value >> 8, value & 255]);
const framed = (...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([int32(body.length), body]);
};

/** ApiVersions says that nothing but ApiVersions and Metadata, each in its first version, is spoken here. */
const versions = Buffer.concat([int16(0), int32(2), ...[3, 18].flatMap((key) => [int16(key), int16(0), int16(0)])]);
/** Metadata of one broker and of no topic. */
const metadata = (port: number): Buffer => {
  const host = Buffer.from('127.0.0.1');
  return Buffer.concat([int32(1), int32(1), int16(host.length), host, int32(port), int32(0)]);
};

function serve(socket: Socket): void {
  connections += 1;
  const isFirst = connections === 1;
  socket.on('error', () => undefined);
  socket.on('data', (request: Buffer) => {
    const key = request.readInt16BE(4);
    const correlation = request.subarray(8, 12);
    const { port } = broker.address() as { port: number };
    const answer = framed(correlation, key === 18 ? versions : metadata(port));
    if (isFirst) return void socket.end(answer.subarray(0, answer.length >> 1));
    socket.write(answer);
  });
}

beforeAll(async () => {
  broker = createServer(serve);
  await new Promise<void>((resolve) => void broker.listen(0, '127.0.0.1', resolve));
});
afterAll(() => void broker.close());

describe('an answer that was cut off', () => {
  it('is not taken for the beginning of the first answer on the next connection', async () => {
    const { port } = broker.address() as { port: number };
    const kafka = new AttentiveKafka({
      clientId: 'cut-off',
      brokers: [`127.0.0.1:${port}`],
      requestTimeout: 500,
      logLevel: 0,
      retry: { initialRetryTime: 20, retries: 3 },
    });
    const admin = kafka.admin();
    await admin.connect();
    expect(connections).toBeGreaterThan(1);
    await admin.disconnect();
  }, 10_000);
});
