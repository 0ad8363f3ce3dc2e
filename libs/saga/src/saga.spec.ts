import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { budgetMs } from './saga.js';

/** Compiles texts as if they stood beside this file, with the project's own options. */
function faultsOf(texts: ReadonlyMap<string, string>): Map<string, string[]> {
  const root = process.cwd();
  const read = (path: string): string | undefined => texts.get(path) ?? ts.sys.readFile(path);
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => readFileSync(path, 'utf8'));
  const { options } = ts.parseJsonConfigFileContent({ ...(config as object), include: [] }, ts.sys, root);
  const compiled = { ...options, noEmit: true, incremental: false, types: [] };
  delete compiled.tsBuildInfoFile;
  const host = {
    ...ts.createCompilerHost(compiled),
    readFile: read,
    fileExists: (path: string) => read(path) !== undefined,
  };
  const getSourceFile: ts.CompilerHost['getSourceFile'] = (path, language) => {
    const text = read(path);
    return text === undefined ? undefined : ts.createSourceFile(path, text, language);
  };
  const program = ts.createProgram({
    rootNames: [...texts.keys()],
    options: compiled,
    host: { ...host, getSourceFile },
  });
  const faults = (path: string): string[] =>
    program
      .getSemanticDiagnostics(program.getSourceFile(path))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  return new Map([...texts.keys()].map((path) => [path, faults(path)]));
}

const head = `
  import { accepted } from '#libs/decision';
  import type { Ask, Saga } from './saga.js';
  const ask: Ask<number> = { type: 'a', key: String, body: (subject) => subject };
  const one = { step: 'one', at: 'there', do: ask, undo: ask, within: '20s' } as const;
  const two = { step: 'two', at: 'there', do: ask, undo: ask, within: '20s' } as const;
  const decide = { step: 'decide', decide: () => accepted('go') } as const;
  const last = { step: 'last', at: 'there', do: ask } as const;
  type Steps = 'one' | 'two' | 'decide' | 'last';
`;

const sagaOf = (parts: Readonly<Record<string, string>>): string =>
  `${head}export const saga: Saga<number, Steps> = { name: 'a', version: 1, ${Object.entries({
    undoable: '[[one, two]]',
    pivot: 'decide',
    mustFinish: '[[last]]',
    ...parts,
  })
    .map(([name, text]) => `${name}: ${text}`)
    .join(', ')} };\n`;

const sound: readonly (readonly [string, string])[] = [
  ['groups, a pivot, a finishing step', sagaOf({})],
  ['no undoable step', sagaOf({ undoable: '[]' })],
  ['nothing to finish', sagaOf({ mustFinish: '[]' })],
  [
    'steps written where they stand',
    sagaOf({ undoable: `[[{ step: 'one', at: 'x', do: ask, undo: ask, within: '5s' }]]` }),
  ],
];

const unsound: readonly (readonly [string, string])[] = [
  [
    'an undoable step without its undo',
    sagaOf({ undoable: `[[{ step: 'one', at: 'there', do: ask, within: '20s' }]]` }),
  ],
  ['an undoable step without a budget', sagaOf({ undoable: `[[{ step: 'one', at: 'there', do: ask, undo: ask }]]` })],
  ['a budget without its unit', sagaOf({ undoable: `[[{ ...one, within: '20' }]]` })],
  ['a budget in another unit', sagaOf({ undoable: `[[{ ...one, within: '20ms' }]]` })],
  ['an undo after the pivot', sagaOf({ mustFinish: '[[{ ...last, undo: ask }]]' })],
  ['an undoable step after the pivot', sagaOf({ mustFinish: '[[one]]' })],
  ['a budget after the pivot', sagaOf({ mustFinish: `[[{ ...last, within: '20s' }]]` })],
  ['a second pivot', sagaOf({ pivot: '[decide, decide]' })],
  ['no pivot', sagaOf({ pivot: 'undefined' })],
  ['a pivot among the undoable steps', sagaOf({ undoable: '[[one], [decide]]' })],
  ['a pivot that can be undone', sagaOf({ pivot: '{ ...decide, undo: ask }' })],
  ['an empty group', sagaOf({ undoable: '[[one], []]' })],
  ['steps outside of a group', sagaOf({ undoable: '[one, two]' })],
  ['a step by a name that is none of its steps', sagaOf({ undoable: `[[{ ...one, step: 'three' }]]` })],
  [
    'a key that means nothing',
    sagaOf({ undoable: `[[{ step: 'one', at: 'x', do: ask, undo: ask, within: '5s', redo: ask }]]` }),
  ],
  ['an ask about another subject', sagaOf({ mustFinish: `[[{ ...last, do: { ...ask, body: (of: string) => of } }]]` })],
];

describe('a saga', () => {
  const path = (index: number): string => join(process.cwd(), 'libs', 'saga', 'src', `compiled-${index}.ts`);
  const all = [...sound, ...unsound];
  const faults = faultsOf(new Map(all.map(([, text], index) => [path(index), text])));

  it.each(sound.map(([what], index) => [what, index] as const))('compiles with %s', (_, index) => {
    expect(faults.get(path(index))).toEqual([]);
  });

  it.each(unsound.map(([what], index) => [what, sound.length + index] as const))(
    'does not compile with %s',
    (_, index) => {
      const [first] = faults.get(path(index)) ?? [];
      expect(first).toMatch(/is not assignable to type|is missing.* (in|from) type|does not exist in type/);
    },
  );
});

describe('a budget', () => {
  it.each([
    ['20s', 20_000],
    ['0.5s', 500],
    ['120s', 120_000],
  ] as const)('of %s is %d ms', (within, expected) => {
    expect(budgetMs(within)).toBe(expected);
  });
});
