import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkout } from '../../local/checkout.js';
import { type JudgedKill, type Kill, type KillsReport, runKills } from './killing.js';

const wrongUse = 2;
const usage = `npm run kills -- [--times N] [--seed S]

Kills trading, metering, settlement, PostgreSQL and Kafka in turn, N times in all (10 by default), under load. Ends with 0
if every saga that was in flight has ended, nothing was lost or doubled, and the invariants hold.
`;

const seconds = (durationMs: number): string => `${(durationMs / 1_000).toFixed(1)} s`;

function tell({ victim, inFlight, restartMs, untilMs, atMs }: Kill, index: number): void {
  const text = `kill ${index + 1}: ${victim}, ${inFlight.length} in flight, ready after ${seconds(restartMs)}, half ended after ${seconds(untilMs - atMs)}`;
  process.stderr.write(`${text}\n`);
}

const columns: readonly (readonly [title: string, width: number, of: (kill: JudgedKill, index: number) => string])[] = [
  ['#', 4, (_, index) => String(index + 1)],
  ['victim', 12, ({ victim }) => victim],
  ['in flight', 10, ({ inFlight }) => String(inFlight)],
  ['ended', 8, ({ ended }) => String(ended)],
  ['ready after', 12, ({ restartMs }) => seconds(restartMs)],
  ['recovered after', 16, ({ recoveredMs }) => seconds(recoveredMs)],
  ['outcome', 10, ({ outcome }) => outcome],
];

function killsTable({ kills, submitted, summary, repeated, verdict }: KillsReport): string {
  const header = columns.map(([title, width]) => title.padEnd(width)).join(' ');
  const rows = kills.map((kill, index) => columns.map(([, width, of]) => of(kill, index).padEnd(width)).join(' '));
  const reasons = Object.entries(summary.rejectedBecause).map(([reason, trades]) => `${reason} ${trades}`);
  return [
    header,
    ...rows,
    '',
    `submitted ${submitted}, cleared ${summary.cleared}, rejected ${summary.rejected} (${reasons.join(', ')}), stuck ${summary.stuck}`,
    `sent again after: ${
      Object.entries(repeated)
        .map(([answer, times]) => `${answer} ${times}`)
        .join(', ') || 'nothing'
    }`,
    `invariants and losses: ${verdict}`,
    '',
  ].join('\n');
}

/** Reads the command line; a sentence says what is wrong with it. */
function readOptions(args: readonly string[]): { times: number; seed: number } | string {
  try {
    const { values } = parseArgs({ args: [...args], options: { times: { type: 'string' }, seed: { type: 'string' } } });
    const times = Number(values.times ?? 10);
    const seed = Number(values.seed ?? randomInt(1_000_000));
    if (!Number.isSafeInteger(times) || times < 1) return '--times takes a whole number above zero.';
    if (!Number.isSafeInteger(seed)) return '--seed takes a whole number.';
    return { times, seed };
  } catch (failure) {
    return (failure as Error).message;
  }
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n\n${usage}`);
    return wrongUse;
  }
  const { times, seed } = options;
  process.stdout.write(`seed ${seed}; the same again: npm run kills -- --times ${times} --seed ${seed}\n`);
  const folder = join(checkout, '.gridsaga', `kills-${process.pid}`);
  const report = await runKills({ times, seed, folder, onKill: tell });
  process.stdout.write(`\n${killsTable(report)}`);
  for (const finding of report.findings) process.stderr.write(`${finding}\n`);
  const { kills, findings, ...rest } = report;
  const ended = kills.filter(({ outcome }) => outcome === 'ended').length;
  process.stdout.write(`${JSON.stringify({ times, seed, ended, ...rest, findings: findings.length })}\n`);
  return report.verdict === 'hold' && ended === times ? 0 : 1;
}

process.exitCode = await main().catch((failure: unknown) => {
  process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`);
  return 1;
});
