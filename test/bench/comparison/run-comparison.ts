import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CompareOrder } from '../bench-options.js';
import type { KeptResult } from '../kept-result.js';
import { readHistory, readResults, resultsFolder } from '../results-folder.js';
import { compareResults } from './compare-results.js';
import { comparisonTable } from './comparison-table.js';

const wrongUse = 2;

/** A path, or the name of a file among those that are kept. */
const placeOf = (file: string): string => (existsSync(file) ? resolve(file) : join(resultsFolder, file));

interface Sides {
  readonly from: readonly KeptResult[];
  readonly to: readonly KeptResult[];
}

async function sidesOf({ what }: CompareOrder): Promise<Sides | string> {
  if ('files' in what) {
    const [from, to] = await Promise.all(what.files.map((file) => readResults(placeOf(file))));
    if (typeof from === 'string') return from;
    if (typeof to === 'string') return to;
    return { from: from ?? [], to: to ?? [] };
  }
  const { results } = await readHistory();
  const runs = what.figures.map((name) => results.filter(({ figure }) => figure === name).slice(-what.last));
  const enough = runs.filter(({ length }) => length === what.last);
  if (enough.length === 0) return `No figure was kept ${what.last} times.`;
  return { from: enough.map(([first]) => first as KeptResult), to: enough.map((some) => some.at(-1) as KeptResult) };
}

/** Compares two results, prints a table and one line of JSON; 1 when something became worse, 2 when nothing can be told. */
export async function runComparison(order: CompareOrder): Promise<number> {
  const sides = await sidesOf(order);
  if (typeof sides === 'string') {
    process.stderr.write(`${sides}\n`);
    return wrongUse;
  }
  const { from, to } = sides;
  const compared = compareResults(from, to);
  for (const [word, results] of [
    ['from', from],
    ['to', to],
  ] as const)
    process.stdout.write(`${word}: ${results.map(({ file }) => file).join(', ')}\n`);
  process.stdout.write(`\n${comparisonTable(compared)}`);
  process.stdout.write(`${JSON.stringify({ bench: 'compare', ...compared })}\n`);
  const findings = compared.comparisons.map(({ finding }) => finding);
  if (findings.includes('worse')) return 1;
  return findings.some((finding) => finding !== 'cannot tell') ? 0 : wrongUse;
}
