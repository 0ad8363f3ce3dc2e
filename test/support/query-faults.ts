import type { Parameter, Schema } from './api-operations.js';
import { isBounded, wrongTexts } from './text-faults.js';

/** A query with one parameter wrong. */
export interface QueryFault {
  readonly what: string;
  readonly pointer: string;
  readonly query: URLSearchParams;
}

const oddNumbers = ['', ' ', 'many', '1.5.', '1e400', '0x10', '--1', 'NaN', 'Infinity', '１'];

/** Texts that are no such number; whether a fraction is one, its schema says. */
function wrongNumbers({ type, minimum, maximum }: Schema): string[] {
  if (minimum === undefined || maximum === undefined) throw new Error('a number in a query has no range');
  return [
    ...oddNumbers,
    ...(type === 'integer' ? ['1.5', '1e0'] : []),
    ...[minimum - 1, maximum + 1].map(String),
    '9007199254740993',
  ];
}

function wrongValues({ name, schema }: Parameter): string[] {
  if (schema.type === 'integer' || schema.type === 'number') return wrongNumbers(schema);
  if (!isBounded(schema)) throw new Error(`the parameter ${name} has no end`);
  return wrongTexts(schema).map(([, value]) => String(value));
}

/** Everything that can be wrong with the parameters of a query, one at a time; `good` is a query that is not. */
export function queryFaults(parameters: readonly Parameter[], good: Readonly<Record<string, string>>): QueryFault[] {
  const declared = parameters.filter((parameter) => parameter.in === 'query');
  if (declared.length === 0) return [];
  const changed = (what: string, name: string, change: (query: URLSearchParams) => void): QueryFault => {
    const query = new URLSearchParams(good);
    change(query);
    return { what: `${name} ${what}`, pointer: `/${name}`, query };
  };
  const set = (what: string, name: string, value: string): QueryFault =>
    changed(what, name, (query) => query.set(name, value));
  return [
    ...['surprise', '__proto__', 'constructor'].map((name) => set('is unknown', name, '1')),
    ...declared.flatMap((parameter) => {
      const { name, required = false } = parameter;
      return [
        ...(required ? [changed('is missing', name, (query) => query.delete(name))] : []),
        changed('stands twice', name, (query) => {
          query.set(name, good[name] ?? '1');
          query.append(name, good[name] ?? '1');
        }),
        set('holds a NUL', name, 'a\0'),
        ...wrongValues(parameter).map((value) => set(`is ${JSON.stringify(value)}`, name, value)),
      ];
    }),
  ];
}
