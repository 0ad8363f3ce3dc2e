import type { Figure, FigureResult } from './figure.js';
import { limitsTable, type MeasuredFigure } from './limits-table.js';
import { machine, versions } from './machine.js';
import { isMet, ratioOf } from './measure.js';
import { keep } from './results-folder.js';
import { type KeptRun, runFigure } from './run-figure.js';
import { rounded } from './spread.js';

export interface AllOptions {
  readonly seconds: number | undefined;
  readonly open: number | undefined;
  readonly seed: number;
}

/** One figure that cannot be measured keeps no other from being measured. */
async function tried(figure: Figure, options: AllOptions): Promise<KeptRun | string> {
  const seconds = options.seconds ?? figure.secondsAmongAll ?? figure.seconds;
  if (options.seconds === undefined && seconds !== figure.seconds)
    process.stderr.write(`${figure.name}: for ${seconds} s here; alone it is measured for ${figure.seconds} s\n`);
  try {
    return await runFigure(figure, { ...options, seconds });
  } catch (failure) {
    const because = failure instanceof Error ? failure.message : String(failure);
    process.stderr.write(`${figure.name}: ${because}\n`);
    return because;
  }
}

const summaryOf = ({ figure, verdict, measures }: FigureResult) => ({
  ...{ figure, verdict },
  measures: measures.map((measure) => {
    const { what, value, unit, beside, limit } = measure;
    const ratio = ratioOf(measure);
    return {
      ...{ what, value, unit, beside: beside?.what, besideValue: beside?.value },
      ...{ ratio: ratio === undefined ? undefined : rounded(ratio, 3), limit, met: isMet(measure) },
    };
  }),
});

/**
 * Measures several figures one after the other, prints one table and one line of JSON, and keeps that line. Answers
 * whether all of them count; a limit that is not met is said, and is no failure.
 */
export async function runAllFigures(figures: readonly Figure[], options: AllOptions): Promise<boolean> {
  const date = new Date().toISOString();
  const measured: MeasuredFigure[] = [];
  const summaries: unknown[] = [];
  const results: string[] = [];
  for (const figure of figures) {
    const run = await tried(figure, options);
    if (typeof run === 'string') {
      measured.push({ figure: figure.name, measures: [], verdict: 'unknown' });
      summaries.push({ figure: figure.name, verdict: 'unknown', because: run, measures: [] });
      continue;
    }
    measured.push(run.result);
    summaries.push(summaryOf(run.result));
    results.push(run.file);
  }
  process.stdout.write(`\n${limitsTable(measured)}\n`);
  const { seed } = options;
  const line = { bench: 'all', date, seed, machine: machine(), versions: versions(), figures: summaries, results };
  const json = JSON.stringify(line);
  await keep('all', date, json);
  process.stdout.write(`${json}\n`);
  return measured.every(({ verdict }) => verdict === 'hold');
}
