import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkout } from '../../local/checkout.js';
import { type Figure, figureJson, figureTable } from './figure.js';
import { machine, versions } from './machine.js';
import { memoryFigure } from './memory.figure.js';
import { overloadFigure } from './overload.figure.js';
import { sagasFigure } from './sagas.figure.js';
import { startFigure } from './start.figure.js';
import { submissionsFigure } from './submissions.figure.js';
import { twoPhaseFigure } from './two-phase.figure.js';

const figures: readonly Figure[] = [
  sagasFigure,
  twoPhaseFigure,
  submissionsFigure,
  overloadFigure,
  startFigure,
  memoryFigure,
];
const wrongUse = 2;

const usage = `npm run bench -- [NAME] [--seconds N] [--open N] [--seed N]

Measures a figure beside its limit, in the same run: ${figures.map(({ name }) => name).join(', ')}; all of them without a name.
--open says how many sagas the closed loop keeps in flight.
The table is followed by one line of JSON, which is also kept under test/bench/results. Ends with 1 when the run's
invariants do not hold: a figure of wrong work counts for nothing.
`;

interface BenchOptions {
  readonly chosen: readonly Figure[];
  readonly seconds: number | undefined;
  readonly open: number | undefined;
  readonly seed: number;
}

/** Reads the command line; a sentence says what is wrong with it. */
function readOptions(args: readonly string[]): BenchOptions | string {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { seconds: { type: 'string' }, open: { type: 'string' }, seed: { type: 'string', default: '1' } },
  });
  const unknown = positionals.find((name) => figures.every((figure) => figure.name !== name));
  if (unknown !== undefined) return `There is no figure '${unknown}'.`;
  const seconds = values.seconds === undefined ? undefined : Number(values.seconds);
  if (seconds !== undefined && !(seconds >= 1 && seconds <= 3_600)) return '--seconds takes a number from 1 to 3600.';
  const open = values.open === undefined ? undefined : Number(values.open);
  if (open !== undefined && !(open >= 100 && open <= 100_000)) return '--open takes a number from 100 to 100000.';
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed)) return '--seed takes a whole number.';
  const chosen = positionals.length === 0 ? figures : figures.filter(({ name }) => positionals.includes(name));
  return { chosen, seconds, open, seed };
}

async function keep(name: string, date: string, text: string): Promise<void> {
  const folder = join(checkout, 'test', 'bench', 'results');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}-${date.replace(/[:.]/g, '-')}.json`), `${text}\n`);
}

/** Measures one figure, prints it and keeps it; answers whether it counts. */
async function run(figure: Figure, { seconds, open, seed }: BenchOptions): Promise<boolean> {
  const date = new Date().toISOString();
  const measuredSeconds = seconds ?? figure.seconds;
  const say = (sentence: string): void => void process.stderr.write(`${figure.name}: ${sentence}\n`);
  const result = await figure.measure({ seconds: measuredSeconds, open, seed, say });
  const where = { date, seconds: measuredSeconds, open, seed, machine: machine(), versions: versions() };
  const title =
    `\n${figure.name}: ${result.value} ${result.unit}, ${result.ratio} × ${result.beside} (${result.besideValue} ${result.unit})\n` +
    `${date}, ${where.machine.cores} cores of ${where.machine.processor}, ${where.machine.memoryGiB} GiB, ${where.machine.system}\n` +
    `${Object.entries(where.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}\n`;
  process.stdout.write(figureTable(title, result.rows));
  for (const finding of result.findings) process.stderr.write(`${finding}\n`);
  const json = figureJson({ ...result, details: { ...result.details, ...where } });
  await keep(figure.name, date, json);
  process.stdout.write(`${json}\n`);
  return result.verdict === 'hold';
}

async function main(): Promise<number> {
  let options: BenchOptions | string;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (failure) {
    options = (failure as Error).message;
  }
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n\n${usage}`);
    return wrongUse;
  }
  let allCount = true;
  for (const figure of options.chosen) allCount = (await run(figure, options)) && allCount;
  return allCount ? 0 : 1;
}

process.exitCode = await main().catch((failure: unknown) => {
  process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`);
  return 1;
});
