import { Ajv2020 } from 'ajv/dist/2020.js';
import { jsonPointer } from '#libs/strict-json';
import type { Schema } from './api-operations.js';
import { isBounded, type Wrong, wrongTexts } from './text-faults.js';

/** A body with one thing wrong. */
export interface Fault {
  readonly what: string;
  /** Where it is wrong. */
  readonly pointer: string;
  readonly text: string;
  /** 400 where it is no JSON that means one thing, 422 where it is no good body. */
  readonly status: 400 | 422;
}

type Path = readonly (string | number)[];
type Members = Readonly<Record<string, unknown>>;

/** Stands in a body for JSON that JSON.stringify would never write. */
const standIn = 'RAW-JSON';
const raw = (body: unknown, json: string): string => JSON.stringify(body).replace(`"${standIn}"`, () => json);

const ajv = new Ajv2020({ strict: false, validateFormats: false });
const takes = (schema: Schema, value: unknown): boolean => ajv.validate(schema, value);

/** A copy in which another value stands at a path; without a path, the value. */
function put(body: unknown, [first, ...rest]: Path, value: unknown): unknown {
  if (first === undefined) return value;
  const copy: unknown[] | Record<string, unknown> = Array.isArray(body)
    ? [...(body as unknown[])]
    : { ...(body as Members) };
  const members = copy as Record<string | number, unknown>;
  members[first] = put(members[first], rest, value);
  return copy;
}

const wrongOf: Readonly<Record<string, readonly unknown[]>> = {
  string: [17, true, {}, []],
  integer: ['17', true, {}, []],
  number: ['17', true, {}, []],
  boolean: ['true', 1, {}, []],
  array: ['many', 17, {}],
  object: ['text', 17, true, []],
};

/** What a schema may say: a keyword beside these would be held by nobody here. */
const keywords: ReadonlySet<string> = new Set([
  ...[
    'type',
    'properties',
    'required',
    'additionalProperties',
    'items',
    'anyOf',
    'allOf',
    'enum',
    'const',
    'pattern',
    'format',
  ],
  ...['minLength', 'maxLength', 'minItems', 'maxItems', 'minimum', 'maximum'],
  ...['description', 'default', 'examples', 'example', '$schema'],
]);

const isNull = ({ type }: Schema): boolean => type === 'null';

/**
 * Walks over everything that a schema says of a good body, and makes a body for each way in which it could be wrong.
 * `walked` gathers the schemas that were met, so that whoever calls sees what no good body holds.
 */
export class BodyFaults {
  readonly walked = new Set<Schema>();
  readonly #faults: Fault[] = [];

  constructor(
    private readonly schema: Schema,
    private readonly good: unknown,
  ) {}

  all(): readonly Fault[] {
    this.#walk(this.schema, this.good, []);
    this.#add('nothing at all', [], '', 400);
    this.#add('JSON cut off', [], JSON.stringify(this.good).slice(0, -1), 400);
    this.#add('nested too deeply', [...Array(32)].fill(0), `${'['.repeat(40)}${']'.repeat(40)}`, 400);
    return this.#faults;
  }

  #add(what: string, path: Path, text: string, status: 400 | 422): void {
    this.#faults.push({ what, pointer: jsonPointer(path), text, status });
  }

  #wrong(path: Path, wrongs: readonly Wrong[]): void {
    for (const [what, value] of wrongs) this.#add(what, path, JSON.stringify(put(this.good, path, value)), 422);
  }

  #raw(what: string, path: Path, json: string): void {
    this.#add(what, path, raw(put(this.good, path, standIn), json), 400);
  }

  #walk(schema: Schema, value: unknown, path: Path): void {
    this.walked.add(schema);
    const branches = schema.anyOf?.filter((branch) => !isNull(branch)) ?? [schema];
    const nullable = (schema.anyOf ?? []).some(isNull) || [schema.type].flat().includes('null');
    for (const keyword of [schema, ...branches].flatMap((one) => [one, ...(one.allOf ?? [])]).flatMap(Object.keys))
      if (!keywords.has(keyword)) throw new Error(`${jsonPointer(path)} says ${keyword}, which nothing here tries`);
    const meant = branches.filter((branch) => branches.length === 1 || takes(branch, value));
    if (meant.length === 0) throw new Error(`no form of ${jsonPointer(path)} takes ${JSON.stringify(value)}`);
    for (const branch of meant) this.walked.add(branch);
    if (!nullable) this.#wrong(path, [['null', null]]);
    const type = [meant[0]?.type ?? []].flat().find((one) => one !== 'null') ?? '';
    const others = wrongOf[type];
    if (!others) throw new Error(`${jsonPointer(path)} does not say of which type it is`);
    for (const other of others) this.#wrong(path, [['of another type', other]]);
    const inner = meant[0] ?? schema;
    if (type === 'string') this.#text(inner, path);
    if (type === 'integer' || type === 'number') this.#number(inner, path);
    if (type === 'array') this.#list(inner, value as readonly unknown[], path);
    if (type === 'object') this.#object(inner, value as Members, path, branches);
  }

  #text(schema: Schema, path: Path): void {
    if (!isBounded(schema)) throw new Error(`the text at ${jsonPointer(path)} has no end`);
    this.#wrong(path, wrongTexts(schema));
    this.#raw('a NUL', path, '"\\u0000"');
    this.#raw('half a surrogate pair', path, '"\\ud800"');
  }

  #number({ enum: known, minimum, maximum }: Schema, path: Path): void {
    this.#wrong(path, [['a fraction', 1.5]]);
    this.#raw('beyond every range', path, '1e400');
    this.#raw('beyond what is exact', path, '9007199254740993');
    this.#raw('too fine to be exact', path, '1.00000000000000000001');
    if (known !== undefined) return this.#wrong(path, [['an unknown number', 20]]);
    if (minimum === undefined || maximum === undefined) throw new Error(`${jsonPointer(path)} has no range`);
    for (const [what, edge] of [
      ['too small', minimum - 1],
      ['too large', maximum + 1],
    ] as const)
      if (Number.isSafeInteger(edge)) this.#wrong(path, [[what, edge]]);
  }

  #list({ items, minItems = 0, maxItems }: Schema, value: readonly unknown[], path: Path): void {
    if (items === undefined || maxItems === undefined) throw new Error(`the list at ${jsonPointer(path)} has no end`);
    if (minItems > 0) this.#wrong(path, [['too short a list', value.slice(0, minItems - 1)]]);
    const first = value[0];
    this.#wrong(path, [['too long a list', Array.from({ length: maxItems + 1 }, () => first)]]);
    // The last, so that an index that is not counted is seen.
    this.#walk(items, value.at(-1), [...path, value.length - 1]);
  }

  #object(
    { properties = {}, required = [], additionalProperties }: Schema,
    value: Members,
    path: Path,
    forms: readonly Schema[],
  ): void {
    if (additionalProperties !== false) throw new Error(`${jsonPointer(path)} takes unknown fields`);
    for (const name of ['surprise', 'constructor', 'toString', 'a/b~c'])
      this.#wrong([...path, name], [['an unknown field', 1]]);
    const members = JSON.stringify(value).slice(0, -1);
    const extended = (name: string, json: string): void =>
      this.#add(
        `${name} again`,
        [...path, name],
        raw(put(this.good, path, standIn), `${members},${JSON.stringify(name)}:${json}}`),
        400,
      );
    extended('__proto__', '{}');
    // Without the one field that only its form has, another form was meant.
    const others = forms.filter((form) => form.properties !== properties);
    const own = required.filter(
      (name) => others.length > 0 && others.every((form) => !(name in (form.properties ?? {}))),
    );
    for (const name of required)
      if (own.length !== 1 || name !== own[0]) this.#wrong([...path, name], [['missing', undefined]]);
    for (const [name, property] of Object.entries(properties)) {
      if (!(name in value)) continue;
      extended(name, JSON.stringify(value[name]));
      // A null that is allowed says nothing of what else may stand there.
      this.#walk(property, value[name] ?? null, [...path, name]);
    }
  }
}

/** Every schema of a property or an item below a schema. */
export function schemasWithin({ properties = {}, items, anyOf = [] }: Schema): Schema[] {
  const below = [...Object.values(properties), ...(items ? [items] : []), ...anyOf];
  return below.flatMap((one) => [one, ...schemasWithin(one)]);
}
