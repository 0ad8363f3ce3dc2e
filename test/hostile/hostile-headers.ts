import fc from 'fast-check';
import type { Operation } from '../support/api-operations.js';
import type { HeaderLine } from './hostile-request.js';
import { wildText } from './wild-values.js';

/** What is done to the headers of a good request. */
export type HeaderHarm =
  | { readonly harm: 'set' | 'add'; readonly name: string; readonly value: string }
  | { readonly harm: 'drop'; readonly name: string }
  | { readonly harm: 'many'; readonly count: number; readonly bytes: number };

const values: Readonly<Record<string, readonly string[]>> = {
  'content-type': [
    ...[
      'text/plain',
      'application/json; charset=utf-16',
      'application/json; charset=',
      'application/json;;;',
      'APPLICATION/JSON',
    ],
    ...[
      'application/problem+json',
      'multipart/form-data',
      'application/x-www-form-urlencoded',
      'text/csv',
      'json',
      '',
      '/',
      'a/b/c',
    ],
    ...[
      'text/csv; charset=latin1',
      'application/json, text/csv',
      'application/json; boundary="',
      '__proto__',
      'application/__proto__',
    ],
  ],
  accept: [
    'text/csv',
    'application/json',
    'text/event-stream',
    '*/*',
    'image/png',
    'text/csv;q=0',
    'text/csv;q=9',
    ';;',
    '',
    'text/csv, */*;q=0.1',
  ],
  authorization: [
    'Basic b3A6eA==',
    'Bearer',
    'Bearer ',
    'Bearer a b',
    'bearer __proto__',
    'Digest username="x"',
    'Negotiate',
    'Bearer \u0000',
  ],
  'idempotency-key': [
    '',
    ' ',
    'a b',
    'x',
    "'; DROP TABLE trade; --",
    'é',
    'x'.repeat(255),
    'x'.repeat(256),
    '__proto__',
    '«key»',
  ],
  prefer: [
    'wait=1',
    'wait=0',
    'wait=-1',
    'wait=1e9',
    'wait=',
    'wait=abc',
    'wait=1, wait=1',
    'respond-async',
    '=;,',
    'WAIT=1',
    'wait="1"',
  ],
  'last-event-id': [
    '',
    '0',
    'x',
    '«cursor»',
    '0:1,1:2',
    '-1',
    '9'.repeat(400),
    '{}',
    '0-0',
    'latest',
    '0:9223372036854775808',
  ],
  'content-encoding': ['gzip', 'br', 'identity', 'deflate, gzip', 'x'],
  expect: ['100-continue', 'the impossible'],
  range: ['bytes=0-1', 'bytes=-1'],
  'if-none-match': ['*', '"x"'],
  host: ['', 'x', '127.0.0.1:99999', 'a b', '../..'],
  traceparent: [
    '00-00000000000000000000000000000000-0000000000000000-00',
    'x',
    `00-${'f'.repeat(32)}-${'f'.repeat(16)}-ff`,
    '00-x',
  ],
  connection: ['close', 'upgrade', 'keep-alive, x', 'TE'],
  upgrade: ['websocket', 'h2c'],
  'x-forwarded-for': ['127.0.0.1', "' OR 1=1"],
  'x-http-method-override': ['DELETE'],
  cookie: ['__proto__=1; a=b'],
  'a b': ['1'],
  '': ['1'],
  ['__proto__']: ['1'],
};

const names = Object.keys(values);
const known = fc
  .constantFrom(...names)
  .chain((name) => fc.constantFrom(...(values[name] ?? [''])).map((value) => ({ name, value })));
/** A line within a value would be a header of its own: that is another request, and no harm to this one. */
const oneLine = (text: string): string => text.replaceAll(/[\r\n]/g, ' ');

export const headerHarm: fc.Arbitrary<HeaderHarm> = fc.oneof(
  { weight: 8, arbitrary: known.map((one) => ({ harm: 'set' as const, ...one })) },
  { weight: 3, arbitrary: known.map((one) => ({ harm: 'add' as const, ...one })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...names), wildText)
      .map(([name, text]) => ({ harm: 'set' as const, name, value: oneLine(text) })),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('content-type', 'authorization', 'idempotency-key', 'host')
      .map((name) => ({ harm: 'drop' as const, name })),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      harm: fc.constant('many' as const),
      count: fc.constantFrom(50, 900, 2_100),
      bytes: fc.constantFrom(1, 40),
    }),
  },
);

/** The headers of a request that nothing is wrong with; whoever asks adds the key. */
export function goodHeaders({ parameters, body }: Operation): HeaderLine[] {
  const takesKey = parameters.some(({ name }) => name.toLowerCase() === 'idempotency-key');
  return [
    ['host', '127.0.0.1'],
    ...(body ? [['content-type', body[0]] as const] : []),
    ...(takesKey ? [['idempotency-key', '«fresh uuid»'] as const] : []),
  ];
}

export function harmedHeaders(good: readonly HeaderLine[], harms: readonly HeaderHarm[]): HeaderLine[] {
  let lines = [...good];
  for (const harm of harms) {
    if (harm.harm === 'many')
      for (let count = 0; count < harm.count; count += 1) lines.push([`x-${count}`, 'x'.repeat(harm.bytes)]);
    else {
      if (harm.harm !== 'add') lines = lines.filter(([name]) => name !== harm.name);
      if (harm.harm !== 'drop') lines.push([harm.name, harm.value]);
    }
  }
  return lines;
}
