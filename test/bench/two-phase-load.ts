import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { checkout } from '../../local/checkout.js';
import type { Stack } from '../../local/stack.js';
import { asked } from '../support/ask-database.js';
import { wallMs } from '../support/load.js';
import { untilQuiet } from '../support/quiet.js';
import { percentile, rounded, type Spread, spreadOf } from './spread.js';
import { costBetween, readCost } from './stack-cost.js';
import type { MeasuredTime, TwoPhaseOrder, TwoPhaseReport } from './two-phase-client.js';

/** How the trades of a phase travelled together. */
export interface Gatherings {
  /** Global transactions that began in the phase, rounds that came of earlier ones included. */
  readonly rounds: number;
  /** Trades that were gathered, on the average, into the first round of a chain. */
  readonly tradesGathered: number;
  readonly roundsPerChain: number;
  /** Rounds in which a row was locked by somebody else, so that nobody was rejected. */
  readonly busyRounds: number;
}

/** What one load of two-phase trades came to. */
export interface TwoPhaseLoad {
  readonly inFlight: number;
  readonly tradesPerSecond: Spread;
  readonly windows: readonly number[];
  readonly trades: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly rejected: Readonly<Record<string, number>>;
  readonly gatherings: Gatherings;
  /** CPU milliseconds per trade, by process. */
  readonly cpuMs: Readonly<Record<string, number>>;
  readonly walBytesPerTrade: number;
  readonly brokerBytesPerTrade: number;
  /** What was answered to a body, but 202. */
  readonly others: Readonly<Record<string, number>>;
}

const windowCount = 5;
const drainMs = 120_000;

const gatheringsText = `
  SELECT count(*)::int AS rounds, count(DISTINCT chain)::int AS chains,
         coalesce(avg(json_array_length(legs)) FILTER (WHERE predecessor IS NULL), 0)::float8 AS gathered,
         count(*) FILTER (WHERE busy_rounds > 0)::int AS busy
    FROM global_transaction WHERE since >= to_timestamp($1::float8 / 1000) AND since < to_timestamp($2::float8 / 1000)`;

async function gatherings(tradingUrl: string, fromMs: number, untilMs: number): Promise<Gatherings> {
  const { rows } = await asked(tradingUrl, (client) =>
    client.query<{ rounds: number; chains: number; gathered: number; busy: number }>(gatheringsText, [fromMs, untilMs]),
  );
  const { rounds = 0, chains = 0, gathered = 0, busy = 0 } = rows[0] ?? {};
  return {
    rounds,
    tradesGathered: rounded(gathered),
    roundsPerChain: rounded(rounds / Math.max(1, chains), 2),
    busyRounds: busy,
  };
}

type Told = MeasuredTime | TwoPhaseReport;

/** Resolves with what the client tells by this name; throws when it ended before. */
function toldBy<Name extends Told['told']>(client: ChildProcess, name: Name): Promise<Extract<Told, { told: Name }>> {
  const told = new Promise<Extract<Told, { told: Name }>>((resolve, reject) => {
    client.on('message', (message: Told) => {
      if (message.told === name) resolve(message as Extract<Told, { told: Name }>);
    });
    client.once('exit', () => reject(new Error('the client of the load ended without a report')));
  });
  // It is waited for later, and a client that fails meanwhile is a failure there.
  told.catch(() => undefined);
  return told;
}

/** Keeps so many two-phase trades in flight, by a process of its own, and waits until all is quiet again. */
export async function measureTwoPhase(
  { stack, folder }: { readonly stack: Stack; readonly folder: string },
  of: Pick<TwoPhaseOrder, 'inFlight' | 'tradesPerBody' | 'phase' | 'warmUpMs' | 'measuredMs' | 'seed' | 'parties'>,
): Promise<TwoPhaseLoad> {
  const client = fork(join(checkout, 'dist', 'test', 'bench', 'two-phase-client.js'), { execArgv: [] });
  try {
    const beginning = toldBy(client, 'begun');
    const reporting = toldBy(client, 'report');
    const where = { tradingUrl: stack.urls.trading, brokers: stack.brokers, venueKey: stack.keys.venue };
    client.send({ ...where, windows: windowCount, ...of } satisfies TwoPhaseOrder);
    const { fromMs, untilMs } = await beginning;
    await pause(Math.max(0, fromMs - wallMs()));
    const before = await readCost(stack, folder, { client: client.pid as number });
    await pause(Math.max(0, untilMs - wallMs()));
    const cost = costBetween(before, await readCost(stack, folder, { client: client.pid as number }));
    const { latenciesMs, ended, rejected, others } = await reporting;
    await untilQuiet(stack, drainMs);
    const windows = ended.map((trades) => rounded((trades * 1_000 * windowCount) / of.measuredMs));
    const trades = latenciesMs.length;
    const perTrade = (amount: number): number => rounded(amount / Math.max(1, trades), 3);
    return {
      ...{ inFlight: of.inFlight, tradesPerSecond: spreadOf(windows), windows, trades, rejected, others },
      p50Ms: rounded(percentile(latenciesMs, 0.5)),
      p95Ms: rounded(percentile(latenciesMs, 0.95)),
      p99Ms: rounded(percentile(latenciesMs, 0.99)),
      gatherings: await gatherings(stack.databaseUrls.trading, fromMs, untilMs),
      cpuMs: Object.fromEntries(Object.entries(cost.cpuMs).map(([name, spent]) => [name, perTrade(spent)])),
      walBytesPerTrade: Math.round(perTrade(cost.walBytes)),
      brokerBytesPerTrade: Math.round(perTrade(cost.brokerBytes)),
    };
  } finally {
    client.removeAllListeners('exit');
    if (client.connected) client.disconnect();
  }
}
