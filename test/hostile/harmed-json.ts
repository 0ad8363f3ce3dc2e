import fc from 'fast-check';
import { wildJson, wildName } from './wild-values.js';

/** JSON that keeps what an object of JavaScript cannot: names that stand twice, numbers that are none. */
type Json = { readonly raw: string } | { readonly items: Json[] } | { readonly members: [name: string, value: Json][] };

/** One thing that is done to a piece of JSON; `at` counts its nodes from the outermost, again and again. */
export type JsonHarm =
  | { readonly harm: 'replace'; readonly at: number; readonly raw: string }
  | { readonly harm: 'drop' | 'double'; readonly at: number }
  | { readonly harm: 'add' | 'rename'; readonly at: number; readonly name: string; readonly raw: string }
  | { readonly harm: 'repeat'; readonly at: number; readonly times: number };

const at = fc.nat({ max: 60 });

export const jsonHarm: fc.Arbitrary<JsonHarm> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ harm: fc.constant('replace' as const), at, raw: wildJson }) },
  { weight: 3, arbitrary: fc.record({ harm: fc.constantFrom('drop' as const, 'double' as const), at }) },
  {
    weight: 3,
    arbitrary: fc.record({
      harm: fc.constantFrom('add' as const, 'rename' as const),
      at,
      name: wildName,
      raw: wildJson,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ harm: fc.constant('repeat' as const), at, times: fc.constantFrom(2, 101, 501) }),
  },
);

function read(value: unknown): Json {
  if (Array.isArray(value)) return { items: value.map(read) };
  if (typeof value === 'object' && value !== null)
    return { members: Object.entries(value).flatMap(([name, one]) => (one === undefined ? [] : [[name, read(one)]])) };
  return { raw: JSON.stringify(value) ?? 'null' };
}

function write(json: Json): string {
  if ('raw' in json) return json.raw;
  if ('items' in json) return `[${json.items.map(write).join(',')}]`;
  return `{${json.members.map(([name, value]) => `${JSON.stringify(name)}:${write(value)}`).join(',')}}`;
}

/** Where a node stands: the list that holds it, and its place there. */
interface Place {
  readonly node: Json;
  replace(by: readonly Json[]): void;
  rename?(name: string): void;
}

function places(root: { node: Json }): Place[] {
  const found: Place[] = [
    {
      node: root.node,
      replace: ([by]) => {
        root.node = by ?? { raw: '' };
      },
    },
  ];
  for (const { node } of found) {
    if ('items' in node)
      node.items.forEach((item, index) => {
        found.push({ node: item, replace: (by) => void node.items.splice(index, 1, ...by) });
      });
    if ('members' in node)
      node.members.forEach(([name, value], index) => {
        found.push({
          node: value,
          replace: (by) => void node.members.splice(index, 1, ...by.map((one): [string, Json] => [name, one])),
          rename: (other) => void node.members.splice(index, 1, [other, value]),
        });
      });
  }
  return found;
}

function doHarm(root: { node: Json }, harm: JsonHarm): void {
  const all = places(root);
  const place = all[harm.at % all.length];
  if (!place) return;
  const { node } = place;
  if (harm.harm === 'replace') place.replace([{ raw: harm.raw }]);
  if (harm.harm === 'drop') place.replace([]);
  if (harm.harm === 'double') place.replace([node, node]);
  if (harm.harm === 'repeat') place.replace(Array.from({ length: harm.times }, () => node));
  if (harm.harm === 'rename') place.rename?.(harm.name);
  if (harm.harm === 'add' && 'members' in node) node.members.push([harm.name, { raw: harm.raw }]);
}

/** A value as JSON, harmed in this order; without harms, as JSON.stringify writes it. */
export function harmedJson(value: unknown, harms: readonly JsonHarm[]): string {
  const root = { node: read(value) };
  for (const harm of harms) doHarm(root, harm);
  return write(root.node);
}
