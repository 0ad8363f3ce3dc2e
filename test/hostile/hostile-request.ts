import type { ServiceName } from '../../local/services.js';

/** Who asks: by a key of one of the roles, with none, or with one that nobody has. */
export const callers = [
  'operator',
  'venue',
  'other venue',
  'seller',
  'buyer',
  'stranger',
  'nobody',
  'a wrong key',
] as const;
export type CallerName = (typeof callers)[number];

/** How a body's length is told: truly, piece by piece, or in a way that HTTP forbids. */
export const framings = [
  ...['length', 'chunked', 'no length', 'too short a length', 'too long a length', 'two lengths', 'length and chunked'],
  ...['a chunk without an end', 'a chunk of no size', 'a negative length', 'an unknown coding'],
] as const;
export type Framing = (typeof framings)[number];

export type HeaderLine = readonly [name: string, value: string];

/** A request as it is to be written, things still named by their kind. */
export interface HostileRequest {
  readonly service: ServiceName;
  /** Of the operation that it was made from: `GET /v1/trades/{id}`. */
  readonly route: string;
  readonly by: CallerName;
  readonly method: string;
  /** Path and query, escaped as far as they are to be. */
  readonly target: string;
  readonly version: string;
  readonly headers: readonly HeaderLine[];
  readonly body: Buffer | undefined;
  readonly framing: Framing;
}

/** Ways of telling a length that leave a server waiting, or in doubt: it may hang up without a word. */
export const isUnclear = ({ framing, body }: Pick<HostileRequest, 'framing' | 'body'>): boolean =>
  body !== undefined && framing !== 'length' && framing !== 'chunked';

function framed(framing: Framing, body: Buffer): [headers: HeaderLine[], bytes: Buffer] {
  const size = (bytes: number): HeaderLine => ['content-length', String(bytes)];
  const chunked: HeaderLine = ['transfer-encoding', 'chunked'];
  const chunk = Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n')]);
  const pieces = body.length === 0 ? Buffer.from('0\r\n\r\n') : Buffer.concat([chunk, Buffer.from('0\r\n\r\n')]);
  const forms: Readonly<Record<Framing, [HeaderLine[], Buffer]>> = {
    length: [[size(body.length)], body],
    chunked: [[chunked], pieces],
    'no length': [[], body],
    'too short a length': [[size(Math.max(0, body.length - 7))], body],
    'too long a length': [[size(body.length + 7)], body],
    'two lengths': [[size(body.length), size(body.length + 1)], body],
    'length and chunked': [[size(body.length), chunked], pieces],
    'a chunk without an end': [[chunked], chunk],
    'a chunk of no size': [[chunked], Buffer.concat([Buffer.from('zz\r\n'), body])],
    'a negative length': [[['content-length', '-1']], body],
    'an unknown coding': [[['transfer-encoding', 'gzip']], body],
  };
  return forms[framing];
}

/** The request as bytes on a connection; header values are bytes of their own, so that any can be sent. */
export function requestBytes(request: HostileRequest): Buffer {
  const { method, target, version, headers, body, framing } = request;
  const [lengths, bytes] = body === undefined ? [[], Buffer.alloc(0)] : framed(framing, body);
  const lines = [...headers, ...lengths].map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${method} ${target} HTTP/${version}\r\n${lines.join('')}\r\n`), bytes]);
}

const shortestLong = 2_000;

/** What a person needs to send it again: everything but the key. */
export function reproduction({ by, body, ...request }: HostileRequest): Readonly<Record<string, unknown>> {
  const text = body?.toString();
  const isText = body !== undefined && text !== undefined && Buffer.from(text).equals(body);
  const shown = (long: string): string =>
    long.length > shortestLong ? `${long.slice(0, shortestLong)}… of ${long.length}` : long;
  return {
    ...request,
    target: shown(request.target),
    headers: request.headers
      .filter(([name]) => name.toLowerCase() !== 'authorization' || by === 'nobody')
      .map(([name, value]) => [name, shown(value)]),
    by,
    ...(body !== undefined && (isText ? { body: shown(text) } : { bodyBase64: shown(body.toString('base64')) })),
  };
}
