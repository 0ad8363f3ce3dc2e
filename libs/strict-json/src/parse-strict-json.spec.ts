import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deepest } from './depth.js';
import { findOffence } from './find-offence.js';
import { parseStrictJson, parseStrictJsonBytes } from './parse-strict-json.js';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('strict JSON', () => {
  it.each([
    '{}',
    '[]',
    '"text"',
    ' { "a" : [ true , false , null ] } ',
    '{"a":{"a":{"a":1}}}',
    '{"a":"a\\":\\"b","b":"{\\"a\\":1,\\"a\\":2}"}',
    '{"energyWh":9007199254740991,"share":0.25,"exponent":1e3}',
    '{"umlaut":"\\u00fc","pair":"\\ud83d\\ude00","raw":"😀"}',
    '{"\\\\":1,"\\\\\\"":2}',
    nested(deepest),
  ])('reads %s as JSON.parse does', (text) => {
    expect(parseStrictJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
  });

  it.each([
    ['{"a":1,"a":1}', '/a', 'stands twice'],
    ['{"a":1,"\\u0061":2}', '/a', 'stands twice'],
    ['{"legs":[{"x":1},{"x":1,"y":{"z":1,"z":2}}]}', '/legs/1/y/z', 'stands twice'],
    ['{"a":"}","b":"\\\\","b":1}', '/b', 'stands twice'],
    ['{"__proto__":{}}', '/__proto__', 'may not be used as a key'],
    ['[{"\\u005f_proto__":1}]', '/0/__proto__', 'may not be used as a key'],
    ['{"a":1e400}', '/a', 'is a number beyond every range'],
    ['[-1e999]', '/0', 'is a number beyond every range'],
    ['{"a":9007199254740992}', '/a', 'is an integer beyond 2^53 - 1'],
    ['{"a":-9007199254740993}', '/a', 'is an integer beyond 2^53 - 1'],
    ['{"a":1e300}', '/a', 'is an integer beyond 2^53 - 1'],
    ['{"a":1.00000000000000000001}', '/a', 'is a fraction too fine to be read exactly'],
    ['{"a":1E-400}', '/a', 'is a fraction too fine to be read exactly'],
    ['["a\\u0000"]', '/0', 'holds a NUL or half a surrogate pair'],
    ['{"\\ud800":1}', '/\ud800', 'holds a NUL or half a surrogate pair'],
    [nested(deepest + 1), '/0'.repeat(deepest), `is nested deeper than ${deepest}`],
    [`{"a":${nested(300_000)}}`, `/a${'/0'.repeat(deepest - 1)}`, `is nested deeper than ${deepest}`],
  ])('refuses %.60s at %.20s: it %s', (text, pointer, because) => {
    expect(parseStrictJson(text)).toEqual({ ok: false, pointer, because });
  });

  it.each(['', '{', '{"a":1,}', "{'a':1}", '01', 'NaN', '"\n"', '{"a" 1}'])('refuses %j, which is not JSON', (text) => {
    expect(parseStrictJson(text)).toMatchObject({
      ok: false,
      pointer: '',
      because: expect.stringMatching(/^is not JSON/),
    });
  });

  it('refuses bytes that are not UTF-8, and reads those that are', () => {
    expect(parseStrictJsonBytes(Uint8Array.of(0x22, 0xc3, 0x28, 0x22))).toEqual({
      ok: false,
      pointer: '',
      because: 'is not UTF-8',
    });
    expect(parseStrictJsonBytes(new TextEncoder().encode('{"a":"ü"}'))).toEqual({ ok: true, value: { a: 'ü' } });
  });
});

/** A document as a tree in which keys may repeat, and where it first goes wrong. */
type Tree = string | number | boolean | null | Tree[] | { members: [string, Tree][] };

const key = fc.constantFrom('a', 'b', 'c', '"', '\\', ':', '{"a":1}', '__proto__', 'é', '\n');
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    fc.oneof(
      fc.constantFrom<Tree>('a":1', '\\', '\\"', '', true, null),
      fc.integer(),
      fc.constantFrom(2 ** 53, 2 ** 53 - 1, 0.5),
    ),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.record({ members: fc.array(fc.tuple(key, tie('tree')), { maxLength: 5 }) }),
  ),
}));

const written = (node: Tree, gap: string): string => {
  if (Array.isArray(node)) return `[${gap}${node.map((element) => written(element, gap)).join(`${gap},${gap}`)}${gap}]`;
  if (typeof node !== 'object' || node === null) return JSON.stringify(node);
  const members = node.members.map(([name, member]) => `${JSON.stringify(name)}${gap}:${gap}${written(member, gap)}`);
  return `{${gap}${members.join(`,${gap}`)}${gap}}`;
};

/** The obvious way: walk the tree, which still knows its repeated keys. */
const firstWrong = (node: Tree, pointer: string): string | undefined => {
  if (typeof node === 'number') return Math.abs(node) > Number.MAX_SAFE_INTEGER ? pointer : undefined;
  if (Array.isArray(node)) return first(node.map((element, index) => () => firstWrong(element, `${pointer}/${index}`)));
  if (typeof node !== 'object' || node === null) return undefined;
  return first(
    node.members.map(([name, member], index) => () => {
      const here = `${pointer}/${name}`;
      const repeated = node.members.slice(0, index).some(([earlier]) => earlier === name);
      return repeated || name === '__proto__' ? here : firstWrong(member, here);
    }),
  );
};

const first = (looks: (() => string | undefined)[]): string | undefined => {
  for (const look of looks) {
    const found = look();
    if (found !== undefined) return found;
  }
  return undefined;
};

describe('for all documents', () => {
  it('the counts, the scanner and a walk over the tree agree on what is wrong and where', () => {
    fc.assert(
      fc.property(tree, fc.constantFrom('', ' ', '\n\t'), (node, gap) => {
        const text = written(node, gap);
        const wrong = firstWrong(node, '');
        const parsed = parseStrictJson(text);
        expect(parsed.ok ? undefined : parsed.pointer).toBe(wrong);
        expect(findOffence(text)?.pointer).toBe(wrong);
      }),
      { numRuns: 2_000 },
    );
  });
});
