import { type Figure, figureJson, type FigureResult, figureTable } from './figure.js';
import { limitsTable } from './limits-table.js';
import { machine, versions } from './machine.js';
import { ratioOf } from './measure.js';
import { keep } from './results-folder.js';
import { rounded } from './spread.js';

export interface RunOptions {
  readonly seconds: number;
  readonly open: number | undefined;
  readonly seed: number;
}

export interface KeptRun {
  readonly result: FigureResult;
  readonly file: string;
}

function titleOf({ figure, measures: [chief] }: FigureResult): string {
  const ratio = ratioOf(chief);
  const { beside } = chief;
  const held =
    beside === undefined || ratio === undefined
      ? ''
      : `, ${rounded(ratio, 3)} × ${beside.what} (${beside.value} ${chief.unit})`;
  return `${figure}: ${chief.value} ${chief.unit}${held}`;
}

/** Measures one figure, prints it and keeps it. */
export async function runFigure(figure: Figure, { seconds, open, seed }: RunOptions): Promise<KeptRun> {
  const date = new Date().toISOString();
  const say = (sentence: string): void => void process.stderr.write(`${figure.name}: ${sentence}\n`);
  const result = await figure.measure({ seconds, open, seed, say });
  const where = { date, seconds, open, seed, machine: machine(), versions: versions() };
  const title =
    `\n${titleOf(result)}\n` +
    `${date}, ${where.machine.cores} cores of ${where.machine.processor}, ${where.machine.memoryGiB} GiB, ${where.machine.system}\n` +
    `${Object.entries(where.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}\n`;
  process.stdout.write(`${figureTable(title, result.rows)}\n${limitsTable([result])}\n`);
  for (const finding of result.findings) process.stderr.write(`${finding}\n`);
  const json = figureJson({ ...result, details: { ...result.details, ...where } });
  const file = await keep(figure.name, date, json);
  process.stdout.write(`${json}\n`);
  return { result, file };
}
