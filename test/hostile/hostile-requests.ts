import fc from 'fast-check';
import type { Operation } from '../support/api-operations.js';
import { harmedJson, jsonHarm } from './harmed-json.js';
import { growth, harmedText, textHarm } from './harmed-text.js';
import { goodHeaders, harmedHeaders, headerHarm } from './hostile-headers.js';
import { type CallerName, callers, framings, type HostileRequest } from './hostile-request.js';
import { hostileTarget } from './hostile-target.js';
import { schemaValue } from './schema-values.js';
import { wildText } from './wild-values.js';

/** How much of what is asked is harmed: one in so many of its parts. */
export type Harm = 'much' | 'little';
const oneIn: Readonly<Record<Harm, number>> = { much: 3, little: 25 };

const seldom = <Value>(weight: number, usual: Value, odd: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: odd });

const methods = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'BREW',
  'get',
  'PROPFIND',
  'M-SEARCH',
];

/** Those that may call it, mostly, so that something happens. */
function callerOf({ mayCall = [] }: Operation): fc.Arbitrary<CallerName> {
  const fitting = callers.filter((name) =>
    name === 'operator'
      ? mayCall.includes('operator')
      : name.endsWith('venue')
        ? mayCall.includes('venue')
        : ['seller', 'buyer', 'stranger'].includes(name) && mayCall.includes('party'),
  );
  const anyone = fc.constantFrom(...callers);
  return fitting.length === 0
    ? anyone
    : fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...fitting) }, { weight: 1, arbitrary: anyone });
}

const csv = fc
  .record({
    header: seldom(4, 'delivery_start_utc,price_eur_mwh', wildText),
    rows: fc.array(
      fc.tuple(seldom(4, '«today»T00:00:00Z', wildText), fc.oneof(fc.constantFrom('50.00', '-1', '0'), wildText)),
      { maxLength: 4 },
    ),
    end: fc.constantFrom('\n', '\r\n'),
  })
  .map(({ header, rows, end }) => [header, ...rows.map((row) => row.join(','))].join(end));

function bodyOf({ body, route }: Operation, wildIn: number): fc.Arbitrary<Buffer | undefined> {
  if (!body)
    return seldom<Buffer | undefined>(
      20,
      undefined,
      wildText.map((text) => Buffer.from(text)),
    );
  const [type, schema] = body;
  const harms = fc.oneof(
    { weight: wildIn, arbitrary: fc.constant([]) },
    { weight: 2, arbitrary: fc.array(jsonHarm, { minLength: 1, maxLength: 3 }) },
  );
  const text =
    type === 'text/csv'
      ? csv
      : fc.tuple(schemaValue(schema, route), harms).map(([value, done]) => harmedJson(value, done));
  const onBytes = fc.oneof(
    { weight: wildIn * 12, arbitrary: fc.constant([]) },
    { weight: 8, arbitrary: fc.array(textHarm, { minLength: 1, maxLength: 2 }) },
    { weight: 1, arbitrary: growth.map((one) => [one]) },
  );
  const whole = fc.tuple(text, onBytes).map(([one, done]) => harmedText(one, done));
  return fc.oneof({ weight: 40, arbitrary: whole }, { weight: 1, arbitrary: fc.constant(undefined) });
}

/** Requests made from an operation's description: most are good in most parts. */
export function hostileRequests(operation: Operation, harm: Harm): fc.Arbitrary<HostileRequest> {
  const wildIn = oneIn[harm];
  const { service, route } = operation;
  const headerHarms = fc.oneof(
    { weight: wildIn, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(headerHarm, { minLength: 1, maxLength: 3 }) },
  );
  return fc
    .record({
      by: callerOf(operation),
      method: seldom(wildIn * 10, route.split(' ')[0] ?? 'GET', fc.constantFrom(...methods)),
      target: hostileTarget(operation, wildIn),
      version: seldom(wildIn * 40, '1.1', fc.constantFrom('1.0', '0.9', '2.0', '1.2', '9.9', 'x')),
      headers: headerHarms.map((harms) => harmedHeaders(goodHeaders(operation), harms)),
      body: bodyOf(operation, wildIn),
      framing: seldom(wildIn * 8, 'length' as const, fc.constantFrom(...framings)),
    })
    .map((parts) => ({ service, route, ...parts }));
}
