import { FrameEnds } from './frame-ends.js';
import type { AnswerReader, RequestFrame, RequestReader, Wire } from './wire.js';

const headBytes = 5;
const readyForQuery = 'Z'.charCodeAt(0);

/** The text from here to the zero byte that ends it. */
function textAt(bytes: Buffer, start: number): { readonly text: string; readonly next: number } {
  const end = bytes.indexOf(0, start);
  return { text: bytes.toString('latin1', start, end), next: end + 1 };
}

/**
 * Messages of PostgreSQL's frontend. A statement is asked for where it is executed: by a simple query, or by the Execute
 * of a portal that was bound to it, so that a text that stands in data is never taken for a statement.
 * Source: PostgreSQL's manual, "Message Formats". Connections are taken as they are here: without TLS.
 */
class PostgresRequests implements RequestReader {
  #rest: Buffer = Buffer.alloc(0);
  #begun = false;
  readonly #statements = new Map<string, string>();
  readonly #portals = new Map<string, string>();

  take(piece: Buffer): readonly RequestFrame[] {
    let bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    const frames: RequestFrame[] = [];
    for (;;) {
      // The first message has no letter before its length.
      const lengthAt = this.#begun ? 1 : 0;
      const end = bytes.length < lengthAt + 4 ? Number.POSITIVE_INFINITY : lengthAt + bytes.readInt32BE(lengthAt);
      if (bytes.length < end) break;
      const frame = bytes.subarray(0, end);
      frames.push(this.#begun ? this.#read(frame) : { bytes: frame, asks: undefined, answered: true });
      this.#begun = true;
      bytes = bytes.subarray(end);
    }
    this.#rest = bytes;
    return frames;
  }

  #read(bytes: Buffer): RequestFrame {
    const letter = String.fromCharCode(bytes[0] as number);
    let asks: string | undefined;
    if (letter === 'Q') asks = textAt(bytes, headBytes).text;
    else if (letter === 'P') {
      const { text: name, next } = textAt(bytes, headBytes);
      this.#statements.set(name, textAt(bytes, next).text);
    } else if (letter === 'B') {
      const { text: portal, next } = textAt(bytes, headBytes);
      this.#portals.set(portal, this.#statements.get(textAt(bytes, next).text) ?? '');
    } else if (letter === 'E') asks = this.#portals.get(textAt(bytes, headBytes).text);
    return { bytes, asks: asks?.trim(), answered: letter === 'Q' || letter === 'S' };
  }
}

/** Each query, each Sync and the start of the connection is answered to the end when the server is ready again. */
const answers = (): AnswerReader =>
  new FrameEnds(
    headBytes,
    (head) => head.readInt32BE(1) - 4,
    (head) => head[0] === readyForQuery,
  );

export const postgresWire: Wire = { requests: () => new PostgresRequests(), answers };
