import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { habits } from './tidy/habits.js';

/*
 * A check that looks at nothing passes. So each tool runs over a tree with one violation per rule, planted by this
 * test, and has to name every one of them; then it runs over the project and has to find nothing.
 */
const root = process.cwd();
const binary = (name: string): string => join(root, 'node_modules', '.bin', name);

/** What the tool printed, without colours, and the code it ended with. */
function run(name: string, args: readonly string[], cwd: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const options = { cwd, env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' }, maxBuffer: 64_000_000 };
    execFile(binary(name), [...args], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, output: stdout + stderr });
    });
  });
}

const oxlint = (cwd: string, ...format: string[]) => run('oxlint', ['--type-aware', ...format], cwd);
const biome = (cwd: string) => run('biome', ['ci', '--colors=off', '--reporter=summary', '.'], cwd);
const cruiser = (cwd: string) =>
  run(
    'depcruise',
    ['--config', '.dependency-cruiser.mjs', '--output-type', 'err', 'apps', 'libs', 'local', 'test'],
    cwd,
  );

const noun = 'apps/trading/src/trade';
const later = ['TO', 'DO'].join('');
// Put together here, so that this file keeps the habits that it plants offences against.
const registry = ['https://', 'registry', '.example.org/x'].join('');
const silencer = ['@ts', 'ignore'].join('-');

/** Files that break nothing: what the violations import. */
const sound: Readonly<Record<string, string>> = {
  'libs/decision/src/index.ts': 'export const accepted = 1;\n',
  'libs/decision/src/inner.ts': 'export const inner = 1;\n',
  'libs/units/src/index.ts': 'export const wattHours = 1;\n',
  'libs/messaging/src/index.ts': 'export const relay = 1;\n',
  [`${noun}/sound.ts`]: "import { accepted } from '#libs/decision';\n\nexport const trade = accepted;\n",
  'apps/trading/src/store/trade.store.ts': 'export const store = 1;\n',
  'apps/trading/src/kafka/consumer.ts': 'export const consumer = 1;\n',
  'apps/trading/src/trading.module.ts': 'export const tradingModule = 1;\n',
  'apps/metering/src/reading/reading.ts': 'export const reading = 1;\n',
  'apps/cli/src/http/api.ts': 'export const api = 1;\n',
  'apps/cli/src/terminal/screen.ts': "import * as planted from '../http/api.js';\n\nexport const it = planted;\n",
  'local/start.ts': 'export const start = 1;\n',
  'test/support/an-order.ts': 'export const anOrder = 1;\n',
};

const imports = (path: string): string => `import * as planted from '${path}';\n\nexport const it = planted;\n`;

/** dependency-cruiser: file, text, the rule that has to name the file; '' for a file that others trip over. */
const misplaced: readonly (readonly [string, string, string])[] = [
  [`${noun}/reads-a-file.ts`, imports('node:fs'), 'nouns-are-pure'],
  [`${noun}/knows-its-store.ts`, imports('../store/trade.store.js'), 'nouns-are-pure'],
  [`${noun}/knows-a-framework.ts`, imports('@nestjs/common'), 'nouns-are-pure'],
  [`${noun}/knows-transport.ts`, imports('#libs/messaging'), 'nouns-are-pure'],
  [`${noun}/only-a-type.ts`, "import type { Pool } from 'pg';\n\nexport type It = Pool;\n", 'nouns-are-pure'],
  ['apps/metering/src/formats/reads-a-file.ts', imports('node:fs'), 'formats-are-pure'],
  ['apps/trading/src/http/knows-kafka.ts', imports('../kafka/consumer.js'), 'technologies-stay-apart'],
  ['apps/cli/src/http/knows-the-terminal.ts', imports('../terminal/screen.js'), 'technologies-stay-apart'],
  ['apps/trading/src/http/knows-the-module.ts', imports('../trading.module.js'), 'nothing-imports-a-start'],
  ['apps/trading/src/http/knows-metering.ts', imports('../../../metering/src/reading/reading.js'), 'apps-stay-apart'],
  ['libs/messaging/src/knows-an-app.ts', imports('../../../apps/metering/src/reading/reading.js'), 'libs-know-no-app'],
  ['apps/trading/src/http/knows-the-starter.ts', imports('../../../../local/start.js'), 'apps-know-no-starter'],
  ['apps/trading/src/http/knows-tests.ts', imports('../../../../test/support/an-order.js'), 'tests-are-for-tests'],
  ['test/imports-a.spec.ts', 'export const it = 1;\n', ''],
  ['test/imports-a-spec.ts', imports('./imports-a.spec.js'), 'specs-are-not-imported'],
  [
    'apps/trading/src/http/inside-a-lib.ts',
    imports('../../../../libs/decision/src/inner.js'),
    'libs-through-their-index',
  ],
  ['libs/messaging/src/inside-a-lib.ts', imports('../../decision/src/inner.js'), 'other-libs-through-their-index'],
  ['libs/units/src/knows-another.ts', imports('#libs/decision'), 'lib-units-is-pure'],
  ['libs/decision/src/knows-another.ts', imports('#libs/units'), 'lib-decision-is-pure'],
  ['libs/strict-json/src/knows-another.ts', imports('node:buffer'), 'lib-strict-json-is-pure'],
  ['libs/market/src/knows-another.ts', imports('zod'), 'lib-market-is-pure'],
  ['libs/saga/src/knows-another.ts', imports('#libs/messaging'), 'lib-saga-is-pure'],
  ['libs/two-phase/src/knows-another.ts', imports('pg'), 'lib-two-phase-is-pure'],
  ['libs/contracts/src/knows-another.ts', imports('kafkajs'), 'lib-contracts-is-pure'],
  ['libs/messaging/src/knows-energy.ts', imports('#libs/units'), 'transport-knows-no-market'],
  ['libs/saga-runner/src/knows-energy.ts', imports('#libs/units'), 'transport-knows-no-market'],
  ['libs/service/src/knows-energy.ts', imports('#libs/units'), 'transport-knows-no-market'],
  ['libs/messaging/src/undeclared.ts', imports('find-my-way'), 'packages-are-declared'],
  ['libs/messaging/src/for-developing.ts', imports('fast-check'), 'what-ships-needs-no-dev-package'],
  ['libs/messaging/src/round.ts', imports('./about.js'), ''],
  ['libs/messaging/src/about.ts', imports('./round.js'), 'no-cycles'],
  ['libs/messaging/src/lost.ts', imports('./nowhere.js'), 'everything-resolves'],
];

const promise = 'const wait = async (): Promise<void> => {};\n';

/** oxlint: file, text, the rule that has to name the file. */
const unsound: readonly (readonly [string, string, string])[] = [
  ...[
    'process',
    'Date',
    'performance',
    'crypto',
    'fetch',
    'console',
    'setTimeout',
    'setInterval',
    'setImmediate',
    'queueMicrotask',
  ].map((name) => [`${noun}/uses-${name}.ts`, `export const it = ${name};\n`, 'no-restricted-globals'] as const),
  ...['market', 'units', 'decision', 'contracts', 'saga', 'two-phase', 'strict-json'].map(
    (lib) => [`libs/${lib}/src/asks-the-time.ts`, 'export const it = Date.now();\n', 'no-restricted-globals'] as const,
  ),
  [`${noun}/rolls-dice.ts`, 'export const it = Math.random();\n', 'no-restricted-properties'],
  [`${noun}/hides-process.ts`, 'export const it = globalThis.process;\n', 'no-restricted-properties'],
  ['libs/messaging/src/is-any.ts', 'export const it = (x: any): unknown => x;\n', 'no-explicit-any'],
  ['libs/messaging/src/not-null.ts', 'export const it = (x: string | null): string => x!;\n', 'no-non-null-assertion'],
  ['libs/messaging/src/floats.ts', `${promise}wait();\nexport {};\n`, 'no-floating-promises'],
  ['libs/messaging/src/misused.ts', `${promise}export const it = wait() ? 1 : 2;\n`, 'no-misused-promises'],
  [
    'libs/messaging/src/awaits-a-number.ts',
    'export const it = async (): Promise<number> => await 1;\n',
    'await-thenable',
  ],
  ['libs/messaging/src/throws-text.ts', "export const it = (): never => {\n  throw 'text';\n};\n", 'only-throw-error'],
  [
    'libs/messaging/src/forgets-a-case.ts',
    "export function it(x: 'a' | 'b'): number {\n  switch (x) {\n    case 'a':\n      return 1;\n  }\n  return 2;\n}\n",
    'switch-exhaustiveness-check',
  ],
  ['libs/messaging/src/silences.ts', `// ${silencer}\nexport const it = 1;\n`, 'ban-ts-comment'],
  ['libs/messaging/src/by-default.ts', 'export default 1;\n', 'no-default-export'],
  ['libs/messaging/src/loose.ts', 'export const it = (x: unknown): boolean => x == 1;\n', 'eqeqeq'],
  ['libs/messaging/src/prints.ts', 'console.log(1);\nexport {};\n', 'no-console'],
  ['libs/messaging/src/old-import.ts', imports('fs'), 'prefer-node-protocol'],
  [
    'libs/messaging/src/reassigns.ts',
    'export function it(x: number): number {\n  x = 1;\n  return x;\n}\n',
    'no-param-reassign',
  ],
  ['libs/messaging/src/var.ts', 'export var it = 1;\n', 'no-var'],
  ['libs/messaging/src/lets.ts', 'let it = 1;\nexport { it };\n', 'prefer-const'],
];

/** The project's own habits: file, text, the habit that has to name the file. */
const untidy: readonly (readonly [string, string, string])[] = [
  ['apps/trading/src/http/utils.ts', 'export const it = 1;\n', 'names files by their concept'],
  ['apps/trading/src/http/long.ts', 'export {};\n'.repeat(301), 'keeps files short'],
  ['apps/trading/src/http/any.ts', 'export const it: any = 1;\n', 'uses no any and silences no check'],
  ['apps/trading/src/http/index.ts', 'export {};\n', 'has an index in libs only, with explicit names'],
  ['libs/star/src/index.ts', "export * from './star.js';\n", 'has an index in libs only, with explicit names'],
  ['apps/trading/src/http/alone.spec.ts', 'export {};\n', 'has each spec beside its subject'],
  ['test/skips.spec.ts', `it.${'skip'}('runs', () => {});\n`, 'runs every test'],
  ['test/focuses.spec.ts', "fit('runs', () => {});\n", 'runs every test'],
  ['apps/trading/src/http/later.ts', `// ${later}: everything\nexport {};\n`, 'leaves nothing for later'],
  ['apps/trading/src/store/entity.ts', '@Entity()\nexport class Trade {}\n', 'ends classes that TypeORM maps in Row'],
  [
    'libs/contracts/src/settlement/hold.ts',
    'export const holdFundsV1 = 1;\n',
    'has one message per file, its version in the name',
  ],
  ['package.json', '{"dependencies": {"zod": "^4.6.7"}}\n', 'pins every version'],
  ['docs/registry.md', `Fetched from ${registry}.\n`, 'names no machine and no registry'],
];

/** Writes the tree into a folder of its own, with the project's real configuration. */
function plant(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'gridsaga-planted-'));
  for (const name of [
    '.oxlintrc.json',
    '.dependency-cruiser.mjs',
    'biome.json',
    'package.json',
    'tsconfig.json',
    '.gitignore',
  ]) {
    cpSync(join(root, name), join(folder, name));
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const texts = (planted: readonly (readonly [string, string, string])[]): Record<string, string> =>
  Object.fromEntries(planted.map(([path, text]) => [path, text]));

const folders: string[] = [];
const planted = (files: Record<string, string>): string => {
  const folder = plant({ ...sound, ...files });
  folders.push(folder);
  return folder;
};

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** True when one line, or the diagnostic that begins there, names both the rule and the file. */
const names = (output: string, rule: string, path: string): boolean =>
  output.split('\n').some((line) => line.includes(rule) && line.includes(path));

describe('a planted violation', () => {
  let lint = { code: 0, output: '' };
  let layers = { code: 0, output: '' };
  beforeAll(async () => {
    lint = await oxlint(planted(texts(unsound)), '--format=unix');
    layers = await cruiser(planted(texts(misplaced)));
  }, 60_000);

  it.each(unsound)('is named by oxlint: %s', (path, _, rule) => {
    expect(lint.code).not.toBe(0);
    expect({ path, named: names(lint.output, rule, path) }).toEqual({ path, named: true });
  });

  it.each(misplaced.filter(([, , rule]) => rule !== ''))('is named by dependency-cruiser: %s', (path, _, rule) => {
    expect(layers.code).not.toBe(0);
    expect({ path, named: names(layers.output, rule, path) }).toEqual({ path, named: true });
  });

  it.each(Object.keys(sound))('stands alone: %s is sound and neither tool names it', (path) => {
    const accused = [...lint.output.split('\n'), ...layers.output.split('\n')].filter((line) =>
      new RegExp(`^(\\s*error [\\w-]+: )?\\S*${path}`).test(line),
    );
    expect(accused).toEqual([]);
  });

  it.each(untidy)('is named by the habits: %s', (path, text, habit) => {
    const offences = habits('/nowhere/at/all')[habit]?.([{ path, text }]) ?? [];
    expect(offences.filter((offence) => offence.startsWith(path))).not.toEqual([]);
  });

  it('is named by the habits: half of the files too large', () => {
    const large = { path: 'libs/saga/src/large.ts', text: 'export {};\n'.repeat(101) };
    expect(habits(root)['keeps most files small']?.([large])).not.toEqual([]);
  });

  it('is named by the habits: the checkout it stands in', () => {
    expect(
      habits('/some/checkout')['names no machine and no registry']?.([{ path: 'a.md', text: 'in /some/checkout' }]),
    ).toEqual(['a.md: names its own checkout, /some/checkout']);
  });

  it('is named by Biome: a file formatted otherwise', async () => {
    const found = await biome(planted({ 'libs/messaging/src/wide.ts': 'export const it = "double"\n' }));
    expect(found.code).not.toBe(0);
    expect(found.output).toContain('wide.ts');
  }, 30_000);
});

describe('the project', () => {
  it('passes oxlint, type-aware', async () => {
    const found = await oxlint(root);
    expect(found.code === 0 ? '' : found.output).toBe('');
    expect(found.output).toMatch(/on \d\d+ files/);
  }, 60_000);

  it('passes dependency-cruiser, which looked at its modules', async () => {
    const found = await cruiser(root);
    expect(found.output).toMatch(/no dependency violations found \(\d\d+ modules/);
  }, 60_000);

  it('passes Biome', async () => {
    const found = await biome(root);
    expect(found.code === 0 ? '' : found.output).toBe('');
  }, 30_000);
});
