import fc from 'fast-check';
import type { Schema } from '../support/api-operations.js';
import { wildText } from './wild-values.js';

/** A good value beside one at an edge, or just beyond it. */
const mostlyGood = 40;

const within = (least: number, most: number): fc.Arbitrary<number> =>
  fc.nat({ max: 3 }).map((one) => Math.min(most, least + one));

/** What a schema cannot say: which of all numbers and texts of a form mean something together. */
const meant: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  eic: fc.constant('fresh'),
  start: fc.nat({ max: 30 }).map((hour) => `«hour ${hour}»`),
  startsFrom: fc.nat({ max: 30 }).map((hour) => `«hour ${hour}»`),
  day: fc.constant('«today»'),
  energyWh: fc.constantFrom(1_000, 4_000, 1_000_000),
  priceCentsPerMWh: fc.constantFrom(0, 1, 5_000, -5_000, 9_999),
  durationMinutes: fc.constantFrom(15, 60, 60),
  revision: fc.constant('«version»'),
  version: fc.constant('«version»'),
  amountEur: fc.constantFrom('1', '0.01', '100.00000000', '0.00000001'),
  creditLimitEur: fc.constantFrom('0', '1000', '0.00000000'),
  injectionLimitW: fc.constantFrom(40_000_000, 0),
  consumptionLimitW: fc.constantFrom(40_000_000, 0),
  lotWh: fc.constant(1),
  gateLeadMinutes: within(0, 5),
  timeZone: fc.constantFrom('Europe/Berlin', 'UTC'),
  step: fc.constantFrom('hold funds', 'book delivery', 'check gate', 'post funds', 'firm booking'),
  side: fc.constantFrom('«meter point»', '«party»/«area»', '«party 1»/«area»'),
  after: fc.constant('«cursor»'),
  of: fc.constantFrom('«trade»', '«party»', 'saga/«trade»'),
  sagaId: fc.constant('«trade»'),
  account: fc.nat({ max: 3 }).map((index) => `«party ${index}»`),
  from: fc.constant('«today»'),
};

/** Things by the form of their names. */
const forms: readonly (readonly [RegExp, string, most: number])[] = [
  [/^\^\[0-9\]\{2\}X/, 'party', 3],
  [/^\^\[0-9\]\{2\}Y/, 'area', 1],
  [/^\^\[0-9\]\{2\}Z/, 'meter point', 1],
  [/^\^\[0-9a-f\]\{8\}-\[0-9a-f\]\{32\}/, 'gid', 2],
  [/^\^\\d\{1,18\}/, 'parked', 4],
  [/\{8\}-\[0-9a-fA-F\]\{4\}-/, 'trade', 7],
];

function codeOf(pattern: string, name: string): fc.Arbitrary<unknown> | undefined {
  const [, thing, most = 0] = forms.find(([form]) => form.test(pattern)) ?? [];
  if (thing === undefined) return undefined;
  if (name === 'eic') return fc.constant(`«fresh ${{ party: 'X', area: 'Y' }[thing] ?? 'Z'}»`);
  if (name === 'tradeId') return fc.constantFrom('«fresh uuid»', '«fresh uuid»', '«trade»');
  return fc.nat({ max: most }).map((index) => `«${thing} ${index}»`);
}

const sized = ({ minLength = 0, maxLength = 40 }: Schema): fc.Arbitrary<string> =>
  fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 30) });

function textOf(schema: Schema, name: string): fc.Arbitrary<unknown> {
  const code = codeOf(schema.pattern ?? '', name);
  if (code) return code;
  const known = meant[name];
  if (known) return known;
  if (schema.format === 'date-time') return fc.nat({ max: 30 }).map((hour) => `«hour ${hour}»`);
  if (schema.format === 'date') return fc.constant('«today»');
  return fc.oneof(fc.constantFrom('a story', 'größer'), sized(schema));
}

function edgesOf({ minimum, maximum, minLength, maxLength }: Schema): unknown[] {
  const numbers = [minimum, maximum].flatMap((edge) => (edge === undefined ? [] : [edge - 1, edge, edge + 1]));
  const sizes = [minLength, maxLength].flatMap((edge) => (edge === undefined ? [] : [edge - 1, edge, edge + 1]));
  return [...numbers, ...sizes.filter((size) => size >= 0 && size < 1e6).map((size) => 'x'.repeat(size))];
}

function leafOf(schema: Schema, name: string): fc.Arbitrary<unknown> {
  if (schema.type === 'integer' || schema.type === 'number')
    return (
      meant[name] ??
      fc.integer({
        min: Math.max(schema.minimum ?? 0, -(2 ** 31)),
        max: Math.min(schema.maximum ?? 1_000, 2 ** 31 - 1),
      })
    );
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'null') return fc.constant(null);
  return textOf(schema, name);
}

/**
 * Values that a schema takes, nearly always: now and then one stands at an edge of what is allowed, beyond it, or is a
 * wild text. Things are named by their kind (see known-things.ts).
 *
 * @param name of the property or parameter, which tells what a text means
 */
export function schemaValue(schema: Schema, name: string): fc.Arbitrary<unknown> {
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((branch) => schemaValue(branch, name)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return meant[name] ?? fc.constantFrom(...schema.enum);
  if (schema.type === 'array') {
    const { items = {}, minItems = 0, maxItems = 3 } = schema;
    return fc.array(schemaValue(items, name), { minLength: minItems, maxLength: Math.min(maxItems, minItems + 2) });
  }
  if (schema.type === 'object' || schema.properties) {
    const { properties = {}, required = [] } = schema;
    const fields = Object.fromEntries(
      Object.entries(properties).map(([field, one]) => [field, schemaValue(one, field)]),
    );
    return fc.record(fields, { requiredKeys: [...required] });
  }
  const edges = edgesOf(schema);
  const odd = edges.length > 0 ? fc.oneof(fc.constantFrom(...edges), wildText) : wildText;
  return fc.oneof({ weight: mostlyGood, arbitrary: leafOf(schema, name) }, { weight: 1, arbitrary: odd });
}
