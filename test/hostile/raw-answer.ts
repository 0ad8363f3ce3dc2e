/** An answer as it came over the connection. */
export interface RawAnswer {
  readonly status: number;
  /** By their names in lower case; those that come twice are joined by a comma. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  /** A stream of events is whole with its head and what came along with it: it may never end. */
  readonly isWhole: boolean;
  readonly staysOpen: boolean;
}

const endOfHead = Buffer.from('\r\n\r\n');
const endOfLine = Buffer.from('\r\n');

interface Head {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly bodyAt: number;
}

/** Reads the first answer on a connection, piece by piece, and leaves out what comes before the real one (1xx). */
export class RawAnswerReader {
  #bytes = Buffer.alloc(0);
  #head: Head | undefined;
  #answer: RawAnswer | undefined;

  constructor(private readonly isToHead: boolean) {}

  get answer(): RawAnswer | undefined {
    return this.#answer;
  }

  /** Takes a piece; answers whether the answer is whole. */
  take(piece: Buffer): boolean {
    this.#bytes = Buffer.concat([this.#bytes, piece]);
    for (this.#head ??= this.#readHead(); this.#head && this.#head.status < 200 && this.#head.status !== 101; ) {
      this.#bytes = this.#bytes.subarray(this.#head.bodyAt);
      this.#head = this.#readHead();
    }
    if (this.#head) this.#answer = this.#read(this.#head);
    return this.#answer?.isWhole ?? false;
  }

  /** The connection has ended: a body without a length ends with it. */
  end(): void {
    const head = this.#head;
    if (!head || head.headers.has('content-length') || head.headers.has('transfer-encoding')) return;
    this.#answer = { ...head, body: this.#bytes.subarray(head.bodyAt), isWhole: true, staysOpen: false };
  }

  #readHead(): Head | undefined {
    const end = this.#bytes.indexOf(endOfHead);
    if (end < 0) return undefined;
    const [first = '', ...lines] = this.#bytes.subarray(0, end).toString('latin1').split('\r\n');
    const headers = new Map<string, string>();
    for (const line of lines) {
      const colon = line.indexOf(':');
      const name = line.slice(0, colon).toLowerCase();
      const value = line.slice(colon + 1).trim();
      headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value);
    }
    return { status: Number(first.split(' ')[1]), headers, bodyAt: end + endOfHead.length };
  }

  #read({ status, headers, bodyAt }: Head): RawAnswer {
    const rest = this.#bytes.subarray(bodyAt);
    const staysOpen = headers.get('connection')?.toLowerCase() !== 'close';
    const whole = (body: Buffer, open: boolean): RawAnswer => ({
      status,
      headers,
      body,
      isWhole: true,
      staysOpen: open,
    });
    if (this.isToHead || status === 204 || status === 304 || status === 101)
      return whole(Buffer.alloc(0), staysOpen && rest.length === 0);
    if (headers.get('content-type')?.startsWith('text/event-stream')) return whole(rest, false);
    const length = headers.get('content-length');
    if (length !== undefined && rest.length >= Number(length))
      return whole(rest.subarray(0, Number(length)), staysOpen && rest.length === Number(length));
    const body = headers.has('transfer-encoding') ? unchunked(rest) : undefined;
    if (body) return whole(body, staysOpen);
    return { status, headers, body: rest, isWhole: false, staysOpen: false };
  }
}

/** The body within its chunks; undefined where the last one has not come. */
function unchunked(bytes: Buffer): Buffer | undefined {
  const pieces: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = bytes.indexOf(endOfLine, at);
    if (end < 0) return undefined;
    const size = Number.parseInt(bytes.subarray(at, end).toString('latin1'), 16);
    const from = end + endOfLine.length;
    if (size === 0) return bytes.length >= from + endOfLine.length ? Buffer.concat(pieces) : undefined;
    if (bytes.length < from + size + endOfLine.length) return undefined;
    pieces.push(bytes.subarray(from, from + size));
    at = from + size + endOfLine.length;
  }
}
