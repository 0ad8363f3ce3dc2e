import { allFigures } from './all-figures.js';
import { readBenchOptions } from './bench-options.js';
import { runComparison } from './comparison/run-comparison.js';
import type { Figure } from './figure.js';
import { writePage } from './page/write-page.js';
import { runAllFigures } from './run-all-figures.js';
import { runFigure } from './run-figure.js';

const wrongUse = 2;
const names = allFigures.map(({ name }) => name);

const usage = `npm run bench -- [NAME …] [--seconds N] [--open N] [--seed N]
npm run bench -- page
npm run bench -- compare FILE FILE
npm run bench -- compare [NAME …] --last N

Measures figures beside their limits, in the same run: ${names.join(', ')}; all of them without a name, and then
in one table. --open says how many sagas the closed loop keeps in flight. The last line is JSON, which is also kept under
test/bench/results, where index.html draws what was ever kept; page only draws it. Ends with 1 when a run's invariants do
not hold: a figure of wrong work counts for nothing. A limit that is not met is said, and is no failure.

compare tells change from noise: between two kept files, or between the newest result of each figure and the one N - 1
before it. Ends with 1 when something became worse, and with 2 when nothing can be told.
`;

async function measure(figures: readonly Figure[], options: Parameters<typeof runAllFigures>[1]): Promise<boolean> {
  const [only, ...others] = figures;
  if (only === undefined || others.length > 0) return runAllFigures(figures, options);
  const { result } = await runFigure(only, { ...options, seconds: options.seconds ?? only.seconds });
  return result.verdict === 'hold';
}

async function main(): Promise<number> {
  const order = readBenchOptions(process.argv.slice(2), names);
  if (typeof order === 'string') {
    process.stderr.write(`${order}\n\n${usage}`);
    return wrongUse;
  }
  switch (order.order) {
    case 'page':
      process.stdout.write(`${await writePage()}\n`);
      return 0;
    case 'compare':
      return runComparison(order);
    case 'measure': {
      const { figures: chosen } = order;
      const figures = chosen.length === 0 ? allFigures : allFigures.filter(({ name }) => chosen.includes(name));
      try {
        return (await measure(figures, order)) ? 0 : 1;
      } finally {
        process.stderr.write(`drawn: ${await writePage()}\n`);
      }
    }
  }
}

process.exitCode = await main().catch((failure: unknown) => {
  process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`);
  return 1;
});
