import fc from 'fast-check';
import type { Operation, Parameter } from '../support/api-operations.js';
import { schemaValue } from './schema-values.js';
import { wildName, wildText } from './wild-values.js';

/** A parameter's text, or what stands in its place as it is, escapes and all. */
type Value = { readonly text: string } | { readonly raw: string };

const rawPieces = [
  ...[
    '%',
    '%2',
    '%zz',
    '%00',
    '%ff',
    '%c0%80',
    '%2f',
    '%2e%2e%2f',
    '..',
    '.',
    '//',
    ';a=b',
    '%25',
    '%0d%0ax-injected:%201',
  ],
  ...[
    '',
    '*',
    '\u0001',
    'é',
    '%u0041',
    '+',
    '&',
    '?',
    '#',
    '[]',
    '{id}',
    '%E2%80%AE',
    '%ED%A0%80',
    'x'.repeat(499),
    'x'.repeat(501),
    'x'.repeat(9_000),
  ],
];

/** A space would end the target, and a line the request. */
const written = (value: Value): string => ('raw' in value ? value.raw : escaped(value.text));
/** References stay as they are until they are known; what has half a pair of surrogates cannot be escaped. */
const escaped = (text: string): string =>
  text
    .split(/(«[^»]*»)/)
    .map((part) =>
      part.startsWith('«') && part.endsWith('»')
        ? part
        : encodeURIComponent(part.replaceAll(/\p{Surrogate}/gu, '\ufffd')),
    )
    .join('');

const wildValue: fc.Arbitrary<Value> = fc.oneof(
  wildText.map((text) => ({ text })),
  fc.constantFrom(...rawPieces).map((raw) => ({ raw })),
);

const goodValue = ({ schema, name }: Parameter): fc.Arbitrary<Value> =>
  schemaValue(schema, name).map((value) => ({ text: String(value) }));

/** What a parameter without a form means, by its name. */
const pathMeans: Readonly<Record<string, string>> = { eic: '«party»', party: '«party»', area: '«area»', id: '«party»' };

function pathValue(parameter: Parameter, wildIn: number): fc.Arbitrary<Value> {
  const { name, schema } = parameter;
  const good =
    schema.pattern === undefined
      ? fc.constantFrom({ text: pathMeans[name] ?? '«trade»' }, { text: '«trade»' })
      : goodValue({ ...parameter, name: 'path' });
  return fc.oneof({ weight: wildIn, arbitrary: good }, { weight: 1, arbitrary: wildValue });
}

type Pair = readonly [name: string, value: Value];

const queryHarm: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(wildName, wildValue).map(([name, value]) => `${escaped(name)}=${written(value)}`) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '?',
      '&&',
      '=',
      '=1',
      'a[b]=1',
      'a[]=1&a[]=2',
      '%',
      '%00',
      'limit',
      'limit=',
      'after',
      '__proto__[x]=1',
      'x'.repeat(12_000),
      'a=1&'.repeat(1_500),
    ),
  },
);

function query(parameters: readonly Parameter[], wildIn: number): fc.Arbitrary<string> {
  const pairs = parameters.map((parameter): fc.Arbitrary<Pair | undefined> => {
    const value = fc.oneof({ weight: wildIn, arbitrary: goodValue(parameter) }, { weight: 1, arbitrary: wildValue });
    const pair = value.map((one): Pair => [parameter.name, one]);
    return parameter.required ? pair : fc.option(pair, { nil: undefined, freq: 1 });
  });
  const harms = fc.oneof(
    { weight: wildIn, arbitrary: fc.constant<string[]>([]) },
    { weight: 1, arbitrary: fc.array(queryHarm, { minLength: 1, maxLength: 2 }) },
  );
  // Twice the same, or one that is required left out.
  const twist = fc.oneof(
    { weight: wildIn * 2, arbitrary: fc.constant('as it is' as const) },
    { weight: 1, arbitrary: fc.constantFrom('doubled' as const, 'left out' as const) },
  );
  return fc.tuple(fc.tuple(...pairs), harms, twist).map(([all, others, how]) => {
    const asked = all.flatMap((pair) => (pair ? [`${pair[0]}=${written(pair[1])}`] : []));
    const twisted = how === 'doubled' ? [...asked, ...asked.slice(0, 1)] : how === 'left out' ? asked.slice(1) : asked;
    return [...twisted, ...others].join('&');
  });
}

/** Path and query of an operation; one in so many of its parts is wild. */
export function hostileTarget({ route, parameters }: Operation, wildIn: number): fc.Arbitrary<string> {
  const template = route.slice(route.indexOf(' ') + 1);
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const values = fc.tuple(...inPath.map((parameter) => pathValue(parameter, wildIn)));
  const asked = query(
    parameters.filter((parameter) => parameter.in === 'query'),
    wildIn,
  );
  return fc.tuple(values, asked).map(([filled, search]) => {
    const path = inPath.reduce(
      (text, { name }, index) => text.replace(`{${name}}`, () => written(filled[index] ?? { text: '' })),
      template,
    );
    return search === '' ? path : `${path}?${search}`;
  });
}
