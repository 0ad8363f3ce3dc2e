import { join } from 'node:path';
import { checkInvariants } from '../../local/check-invariants.js';
import { checkout } from '../../local/checkout.js';
import { serviceNames } from '../../local/services.js';
import { type Stack, startStack } from '../../local/stack.js';
import { tradeSummary } from '../../local/trade-summary.js';
import { loadBodies, loadMarketOf } from '../support/load-market.js';
import { registerLoad } from '../support/load-process.js';
import { ownServers } from '../support/own-servers.js';
import type { Figure, FigureOptions, FigureResult, FigureRow } from './figure.js';
import type { Limit, Measure } from './measure.js';
import { plainDatabases } from './plain-databases.js';
import { RawTwoPhase } from './raw-two-phase.js';
import { progressOf } from './run-progress.js';
import { shareFindings } from './share-findings.js';
import { rounded, spreadOf } from './spread.js';
import { measureTwoPhase, type TwoPhaseLoad } from './two-phase-load.js';

/** Of 128 trades in flight every fourth meets another at an account, of 1,500 nearly all: those wait, or go together. */
const parties = 10_000;
const market = loadMarketOf(parties);
/** How many trades are in flight, and in how large bodies they come: some bodies at a time, as desks would send them. */
const gathered = [
  { inFlight: 128, tradesPerBody: 16 },
  { inFlight: 512, tradesPerBody: 32 },
  { inFlight: 1_500, tradesPerBody: 100 },
] as const;
const oneEach = [
  { inFlight: 16, tradesPerBody: 1 },
  { inFlight: 64, tradesPerBody: 1 },
] as const;
const oneAtATime = { inFlight: 1, tradesPerBody: 1 } as const;
const rawAtOnce = 16;
/** Of raw SQL's rate: what is wanted of gathered trades, and of those that have a global transaction each. */
const wantedGathered = 3;
const wantedOneEach = 0.25;

interface Measured {
  readonly gathered: readonly TwoPhaseLoad[];
  /** One trade to a global transaction; it is sixteen in flight that is held against raw SQL, which has as many. */
  readonly sixteen: TwoPhaseLoad;
  readonly sixtyFour: TwoPhaseLoad;
  readonly single: TwoPhaseLoad;
  /** Trades per second by raw SQL, window by window; the figure is held against `awaited`. */
  readonly raw: { readonly awaited: readonly number[]; readonly pipelined: readonly number[] };
  readonly verdict: FigureResult['verdict'];
  readonly findings: readonly string[];
  readonly cleared: number;
  readonly rejected: Readonly<Record<string, number>>;
}

/** The same trades by raw SQL; the services have stopped, so that the whole machine is its own. */
async function measureRaw(stack: Stack, { seconds, seed, say }: FigureOptions): Promise<Measured['raw']> {
  const progress = await progressOf(stack.databaseUrls.trading);
  const databases = await plainDatabases(ownServers(stack).postgres.superuserUrl, market);
  const trades = loadBodies(seed, Date.now(), parties).flat();
  const rates = async (pipeline: boolean): Promise<readonly number[]> => {
    say(`raw two-phase commit, ${rawAtOnce} at once${pipeline ? ', pipelined' : ''}`);
    const raw = await RawTwoPhase.of(databases, trades, progress, { atOnce: rawAtOnce, pipeline });
    try {
      return await raw.rates({ seconds, warmUpSeconds: Math.min(seconds, 3) });
    } finally {
      await raw.close();
    }
  };
  return { awaited: await rates(false), pipelined: await rates(true) };
}

async function measureAll(stack: Stack, folder: string, options: FigureOptions): Promise<Measured> {
  const { seconds, seed, say } = options;
  const measure = (phase: string, of: { inFlight: number; tradesPerBody: number }): Promise<TwoPhaseLoad> => {
    say(`${phase}, ${of.inFlight} in flight`);
    const times = { warmUpMs: Math.min(6, Math.max(3, seconds)) * 1_000, measuredMs: seconds * 1_000 };
    return measureTwoPhase({ stack, folder }, { ...of, ...times, seed, parties, phase: `${phase}-${of.inFlight}` });
  };
  const loads: TwoPhaseLoad[] = [];
  for (const of of gathered) loads.push(await measure('gathered', of));
  await stack.trading.restart({ TWO_PHASE_MOST_TRADES: '1' });
  const sixteen = await measure('one-each', oneEach[0]);
  const sixtyFour = await measure('one-each', oneEach[1]);
  const single = await measure('one-each', oneAtATime);
  say('invariants');
  const invariants = await checkInvariants(stack);
  const summary = await tradeSummary(stack.urls.trading, stack.keys.operator);
  await Promise.all(serviceNames.map((name) => stack[name].stop()));
  const raw = await measureRaw(stack, options);
  const shares = shareFindings(summary);
  return {
    ...{ gathered: loads, sixteen, sixtyFour, single, raw },
    verdict: shares.length > 0 && invariants.verdict === 'hold' ? 'unknown' : invariants.verdict,
    findings: [...invariants.findings, ...shares],
    ...{ cleared: summary.cleared, rejected: summary.rejectedBecause },
  };
}

/** Trades per second by raw SQL, and how many times as many are wanted. */
interface Beside {
  readonly raw: number;
  readonly wanted: number;
}

const ms = (value: number): string => `${value.toFixed(1)} ms`;

const besideRaw = ({ tradesPerSecond: { median, least, most } }: TwoPhaseLoad, { raw, wanted }: Beside): string =>
  `${rounded(median / raw, 2)} × (wanted: ${wanted} ×), windows ${Math.round(least)} … ${Math.round(most)}`;

const costRowsOf = ({ gatherings, cpuMs }: TwoPhaseLoad): FigureRow[] => {
  const cpu = Object.entries(cpuMs);
  return [
    {
      what: '  trades gathered at a time',
      value: `${gatherings.tradesGathered}`,
      ratio: `${gatherings.roundsPerChain} rounds, ${gatherings.busyRounds} of ${gatherings.rounds} after a busy one`,
    },
    {
      what: '  CPU per trade',
      value: ms(cpu.reduce((sum, [, spent]) => sum + spent, 0)),
      ratio: cpu.map(([name, spent]) => `${name} ${spent.toFixed(2)}`).join(', '),
    },
  ];
};

const rowsOf = (what: string, load: TwoPhaseLoad, beside: Beside): FigureRow[] => [
  {
    what: `${what}, trades per second`,
    value: `${Math.round(load.tradesPerSecond.median)}`,
    ratio: besideRaw(load, beside),
  },
  { what: '  p50 / p95 / p99', value: `${ms(load.p50Ms)} / ${ms(load.p95Ms)} / ${ms(load.p99Ms)}` },
  ...costRowsOf(load),
];

/** Where nothing is at once, it is the time of one that counts. */
const singleRowsOf = (load: TwoPhaseLoad, beside: Beside): FigureRow[] => [
  {
    what: 'one trade at a time, p50 / p99',
    value: `${ms(load.p50Ms)} / ${ms(load.p99Ms)}`,
    ratio: `${Math.round(load.tradesPerSecond.median)} per second, ${besideRaw(load, beside)}`,
  },
  ...costRowsOf(load),
];

function resultOf(measured: Measured): FigureResult {
  const { gathered: loads, sixteen, sixtyFour, single, verdict, findings, cleared, rejected } = measured;
  const raw = { awaited: spreadOf(measured.raw.awaited).median, pipelined: spreadOf(measured.raw.pipelined).median };
  const best = loads.reduce((one, other) => (other.tradesPerSecond.median > one.tradesPerSecond.median ? other : one));
  const times = (load: TwoPhaseLoad): number => rounded(load.tradesPerSecond.median / raw.awaited, 3);
  const beside = {
    what: `raw two-phase commit over three databases, ${rawAtOnce} at once, one trade each`,
    ...{ value: raw.awaited, windows: measured.raw.awaited },
  };
  const measureOf = (what: string, { tradesPerSecond, windows }: TwoPhaseLoad, limit?: Limit): Measure => ({
    ...{ what, value: tradesPerSecond.median, unit: 'trades/s', better: 'more', windows, beside },
    ...(limit && { limit }),
  });
  const besideGathered = { raw: raw.awaited, wanted: wantedGathered };
  const besideOneEach = { raw: raw.awaited, wanted: wantedOneEach };
  return {
    figure: 'two-phase',
    measures: [
      measureOf('two-phase', best, { of: 'ratio', bound: wantedGathered }),
      measureOf('one trade each, 16 in flight', sixteen, { of: 'ratio', bound: wantedOneEach }),
      measureOf('one trade each, 64 in flight', sixtyFour),
      measureOf('one trade at a time', single),
    ],
    ...{ verdict, findings },
    rows: [
      ...loads.flatMap((load) => rowsOf(`gathered, ${load.inFlight} in flight`, load, besideGathered)),
      ...[sixteen, sixtyFour].flatMap((load) =>
        rowsOf(`one trade to a global transaction, ${load.inFlight} in flight`, load, besideOneEach),
      ),
      ...singleRowsOf(single, besideOneEach),
      { what: `raw two-phase commit, ${rawAtOnce} at once, per second`, value: `${Math.round(raw.awaited)}` },
      { what: '  the same, pipelined', value: `${Math.round(raw.pipelined)}` },
      {
        what: 'cleared / rejected',
        value: `${cleared} / ${Object.values(rejected).reduce((sum, times) => sum + times, 0)}`,
        ratio: `invariants: ${verdict}`,
      },
    ],
    details: {
      inFlight: best.inFlight,
      ratios: Object.fromEntries(loads.map((load) => [load.inFlight, times(load)])),
      oneTradeEach: { ratio: times(sixteen), ...sixteen },
      oneTradeEachOf64: { ratio: times(sixtyFour), ...sixtyFour },
      oneAtATime: { ratio: times(single), ...single },
      gathered: loads,
      rawPipelined: raw.pipelined,
      ...{ parties, cleared, rejected },
    },
  };
}

/** Two-phase trades from submission to their end, through Kafka and three databases, beside two-phase commit by raw SQL. */
export const twoPhaseFigure: Figure = {
  name: 'two-phase',
  seconds: 15,
  async measure(options) {
    const folder = join(checkout, '.gridsaga', `bench-two-phase-${process.pid}`);
    options.say('starting the stack');
    const stack = await startStack({ folder, portBase: 'free', durable: true, short: false });
    try {
      ownServers(stack);
      options.say(`registering ${parties} parties`);
      await registerLoad(stack, market);
      return resultOf(await measureAll(stack, folder, options));
    } finally {
      await stack.stop({ remove: true });
    }
  },
};
