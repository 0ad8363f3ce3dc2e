import { parseArgs } from 'node:util';
import { allBugs } from './all-bugs.js';
import { type CaughtBug, runBugs } from './bug-run.js';
import type { SeededBug } from './seeded-bug.js';

const wrongUse = 2;
const usage = `npm run seeded-bugs -- [NAME …] [--list]

Puts each bug (all of them, or those named), into a copy of the build and has the check that is named beside it look. Ends
with 0 when every bug is caught by its check, which must find nothing in the build as it is; with 1 otherwise.
`;

const columns: readonly (readonly [title: string, width: number, of: (caught: CaughtBug) => string])[] = [
  ['bug', 34, ({ bug }) => bug.name],
  ['caught by', 42, ({ bug }) => bug.caughtBy.check.name],
  ['outcome', 10, ({ outcome }) => outcome],
  ['seconds', 7, ({ tookMs }) => (tookMs / 1_000).toFixed(1)],
  ['finding', 0, ({ finding }) => finding.replaceAll(/\s+/g, ' ').slice(0, 160)],
];

const row = (cells: readonly string[]): string =>
  cells
    .map((cell, at) => cell.padEnd(columns[at]?.[1] ?? 0))
    .join(' ')
    .trimEnd();

/** Reads the command line; a sentence says what is wrong with it. */
function readArguments(): { readonly bugs: readonly SeededBug[]; readonly list: boolean } | string {
  try {
    const { values, positionals } = parseArgs({ options: { list: { type: 'boolean' } }, allowPositionals: true });
    const unknown = positionals.find((name) => !allBugs.some((bug) => bug.name === name));
    if (unknown !== undefined) return `There is no bug ${unknown}; --list names all.`;
    const bugs = positionals.length === 0 ? allBugs : allBugs.filter(({ name }) => positionals.includes(name));
    return { bugs, list: values.list ?? false };
  } catch (mistake) {
    return (mistake as Error).message;
  }
}

function list(bugs: readonly SeededBug[]): void {
  for (const { name, breaks, caughtBy } of bugs)
    process.stdout.write(
      `${name.padEnd(34)} ${breaks}\n${''.padEnd(34)} ${caughtBy.check.name}: ${caughtBy.finding}\n`,
    );
}

async function main(): Promise<number> {
  const read = readArguments();
  if (typeof read === 'string') {
    process.stderr.write(`${read}\n\n${usage}`);
    return wrongUse;
  }
  if (read.list) {
    list(read.bugs);
    return 0;
  }
  const startedAt = performance.now();
  process.stdout.write(`${row(columns.map(([title]) => title))}\n`);
  const { caught, faults } = await runBugs(read.bugs, {
    onBug: (one) => void process.stdout.write(`${row(columns.map(([, , of]) => of(one)))}\n`),
    onCheck: ({ name }, fault) => void process.stderr.write(`${fault ?? `${name} holds for the build as it is`}\n`),
  });
  const count = (wanted: CaughtBug['outcome']): number => caught.filter(({ outcome }) => outcome === wanted).length;
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  const counts = { bugs: caught.length, caught: count('caught'), notCaught: count('not caught') };
  process.stdout.write(`${JSON.stringify({ ...counts, unknown: count('unknown'), faults: faults.length, seconds })}\n`);
  return counts.caught === counts.bugs && faults.length === 0 ? 0 : 1;
}

process.exitCode = await main().catch((failure: unknown) => {
  process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`);
  return 1;
});
// The watchdog's pipe would hold the process open for as long as it takes to end.
process.exit();
