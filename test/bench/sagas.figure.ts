import { join } from 'node:path';
import { checkInvariants } from '../../local/check-invariants.js';
import { checkout } from '../../local/checkout.js';
import { serviceNames } from '../../local/services.js';
import { startStack } from '../../local/stack.js';
import { type TradeSummary, tradeSummary } from '../../local/trade-summary.js';
import { loadBodies } from '../support/load-market.js';
import { LoadProcess, registerLoad } from '../support/load-process.js';
import { ownServers } from '../support/own-servers.js';
import type { Figure, FigureOptions, FigureResult, FigureRow } from './figure.js';
import { kafkaRoundTrip } from './kafka-round-trip.js';
import { NoCoordinator } from './no-coordinator.js';
import { plainDatabases } from './plain-databases.js';
import { progressOf } from './run-progress.js';
import { type LoadedStack, type Latency, measureLatency, measureThroughput, type Throughput } from './saga-load.js';
import { shareFindings } from './share-findings.js';
import { rounded, type Spread, spreadOf } from './spread.js';

/** Enough to keep all three services busy, and ended within half a second: what takes longer is asked for again. */
const keptOpen = 1_500;
const atOnce = [1, 8, 32, 64] as const;
/** Where pipelining gained most. */
const pipelinedAtOnce = 8;
const roundTrips = 300;
/** What is wanted: of the best rate without a coordinator, and at half of the sagas' own. */
const leastTimesUncoordinated = 3;
const mostP99Ms = 150;

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
const ms = (value: number): string => `${value.toFixed(1)} ms`;

interface Beside {
  /** Trades per second, window by window, by how many were under way at once; each statement awaits the one before. */
  readonly plain: Readonly<Record<string, readonly number[]>>;
  /** The same with pg's pipelining, which the services use: not the figure's limit, but worth knowing. */
  readonly pipelined: readonly number[];
}

/** The same trades by raw SQL; the services have stopped, so that the whole machine is its own. */
async function measureBeside({ stack }: LoadedStack, { seconds, seed, say }: FigureOptions): Promise<Beside> {
  const progress = await progressOf(stack.databaseUrls.trading);
  const databases = await plainDatabases(ownServers(stack).postgres.superuserUrl);
  const trades = loadBodies(seed, Date.now()).flat();
  const rates = async (count: number, pipeline: boolean): Promise<readonly number[]> => {
    say(`no coordinator, ${count} at once${pipeline ? ', pipelined' : ''}`);
    const plain = new NoCoordinator(databases, trades, progress, count, pipeline);
    try {
      return await plain.rates({ atOnce: count, seconds, warmUpSeconds: Math.min(seconds, 3) });
    } finally {
      await plain.close();
    }
  };
  const plain: Record<string, readonly number[]> = {};
  for (const count of atOnce) plain[count] = await rates(count, false);
  return { plain, pipelined: await rates(pipelinedAtOnce, true) };
}

function costRows({ sagas, cost, residentBytes }: Throughput): FigureRow[] {
  const cpu = Object.entries(cost.cpuMs);
  const all = cpu.reduce((sum, [, spent]) => sum + spent, 0);
  const parts = cpu.map(([name, spent]) => `${name} ${(spent / sagas).toFixed(2)}`).join(', ');
  return [
    { what: 'CPU per saga', value: `${(all / sagas).toFixed(2)} ms`, ratio: parts },
    { what: 'WAL per saga', value: `${Math.round(cost.walBytes / sagas)} B` },
    { what: 'broker bytes per saga', value: `${Math.round(cost.brokerBytes / sagas)} B` },
    ...serviceNames.map((name) => ({
      what: `messages per batch, ${name}`,
      value: rounded(cost.batches[name].messages / Math.max(1, cost.batches[name].count)).toString(),
    })),
    ...Object.entries(residentBytes).map(([name, bytes]) => ({ what: `resident, ${name}`, value: megabytes(bytes) })),
  ];
}

const latencyRow = (
  load: string,
  { sagasPerSecond, p50Ms, p95Ms, p99Ms }: Latency,
  roundTripMs: number,
): FigureRow => ({
  what: `p50 / p95 / p99 at ${load} load (${Math.round(sagasPerSecond)}/s)`,
  value: `${ms(p50Ms)} / ${ms(p95Ms)} / ${ms(p99Ms)}`,
  ratio: `p50 is ${rounded(p50Ms / roundTripMs)} round trips`,
});

interface Measured {
  readonly throughput: Throughput;
  readonly half: Latency;
  readonly quarter: Latency;
  readonly roundTrip: Spread;
  readonly summary: TradeSummary;
  readonly findings: readonly string[];
  readonly verdict: FigureResult['verdict'];
  readonly beside: Beside;
}

function resultOf({
  throughput,
  half,
  quarter,
  roundTrip,
  beside,
  summary,
  findings,
  verdict,
}: Measured): FigureResult {
  const { median, least, most } = throughput.perSecond;
  const plain = Object.entries(beside.plain).map(([count, windows]) => [count, spreadOf(windows).median] as const);
  const [bestAt, best] = plain.reduce((one, other) => (other[1] > one[1] ? other : one));
  const pipelined = spreadOf(beside.pipelined).median;
  const perSaga = (amount: number): number => rounded(amount / throughput.sagas, 2);
  const cpuMsPerSaga = Object.entries(throughput.cost.cpuMs).map(([name, spent]) => [name, perSaga(spent)] as const);
  const p99 = (load: string, { p99Ms, windowsP99Ms }: Latency) =>
    ({ what: `p99 at ${load} load`, value: p99Ms, unit: 'ms', better: 'less', windows: windowsP99Ms }) as const;
  return {
    figure: 'sagas',
    measures: [
      {
        ...{ what: 'sagas', value: median, unit: 'sagas/s', better: 'more', windows: throughput.windows },
        beside: {
          ...{ what: `no coordinator, best of ${atOnce.join(', ')} at once: ${bestAt}`, value: best },
          ...{ windows: beside.plain[bestAt] ?? [] },
        },
        limit: { of: 'ratio', bound: leastTimesUncoordinated },
      },
      { ...p99('half', half), limit: { of: 'value', bound: mostP99Ms } },
      p99('a quarter', quarter),
      {
        ...{ what: 'CPU per saga', unit: 'ms', better: 'less' },
        value: rounded(
          cpuMsPerSaga.reduce((sum, [, spent]) => sum + spent, 0),
          2,
        ),
      },
    ],
    verdict,
    findings,
    rows: [
      {
        what: 'sagas per second',
        value: `${Math.round(median)}`,
        ratio: `windows ${Math.round(least)} … ${Math.round(most)}`,
      },
      ...plain.map(([count, rate]) => ({
        what: `no coordinator, ${count} at once, per second`,
        value: `${Math.round(rate)}`,
        ratio: `${rounded(median / rate, 2)} ×${count === bestAt ? ', the best' : ''}`,
      })),
      {
        what: `no coordinator, ${pipelinedAtOnce} at once, pipelined, per second`,
        value: `${Math.round(pipelined)}`,
        ratio: `${rounded(median / pipelined, 2)} ×`,
      },
      { what: 'bare Kafka round trip, p50', value: ms(roundTrip.median) },
      latencyRow('half', half, roundTrip.median),
      latencyRow('a quarter', quarter, roundTrip.median),
      ...costRows(throughput),
      {
        what: 'cleared / rejected',
        value: `${summary.cleared} / ${summary.rejected}`,
        ratio: `invariants: ${verdict}`,
      },
    ],
    details: {
      noCoordinator: Object.fromEntries(plain),
      noCoordinatorPipelined: pipelined,
      latency: { half, quarter },
      kafkaRoundTripP50Ms: rounded(roundTrip.median, 2),
      cpuMsPerSaga: Object.fromEntries(cpuMsPerSaga),
      walBytesPerSaga: perSaga(throughput.cost.walBytes),
      brokerBytesPerSaga: perSaga(throughput.cost.brokerBytes),
      batches: throughput.cost.batches,
      residentBytes: throughput.residentBytes,
      cleared: summary.cleared,
      rejected: summary.rejected,
    },
  };
}

async function measureLoaded(loaded: LoadedStack, options: FigureOptions): Promise<Measured> {
  const { stack } = loaded;
  const { seconds, say, open = keptOpen } = options;
  const warmUpSeconds = Math.min(10, Math.max(4, seconds));
  say(`closed loop, ${open} sagas in flight`);
  const throughput = await measureThroughput(loaded, { open, seconds, warmUpSeconds });
  const openLoop = (phase: string, share: number): Promise<Latency> => {
    say(`open loop at ${phase} of that rate`);
    const sagasPerSecond = throughput.perSecond.median * share;
    return measureLatency(loaded, { phase, sagasPerSecond, seconds, warmUpSeconds: Math.min(3, seconds) });
  };
  const half = await openLoop('half', 1 / 2);
  const quarter = await openLoop('quarter', 1 / 4);
  say('invariants');
  const invariants = await checkInvariants(stack);
  const summary = await tradeSummary(stack.urls.trading, stack.keys.operator);
  loaded.load.stop();
  await Promise.all(serviceNames.map((name) => stack[name].stop()));
  say('bare Kafka round trip');
  const roundTrip = await kafkaRoundTrip(stack.brokers, roundTrips);
  const beside = await measureBeside(loaded, options);
  const shares = shareFindings(summary);
  const verdict = shares.length > 0 && invariants.verdict === 'hold' ? 'unknown' : invariants.verdict;
  return {
    throughput,
    half,
    quarter,
    roundTrip,
    beside,
    summary,
    verdict,
    findings: [...invariants.findings, ...shares],
  };
}

/** Trade sagas from submission to their end, through Kafka and three databases, beside the same work uncoordinated. */
export const sagasFigure: Figure = {
  name: 'sagas',
  seconds: 30,
  async measure(options) {
    const folder = join(checkout, '.gridsaga', `bench-${process.pid}`);
    options.say('starting the stack');
    const stack = await startStack({ folder, portBase: 'free', durable: true, short: false });
    let load: LoadProcess | undefined;
    try {
      ownServers(stack);
      await registerLoad(stack);
      load = await LoadProcess.start(stack, options.seed);
      return resultOf(await measureLoaded({ stack, folder, load }, options));
    } finally {
      load?.stop();
      await stack.stop({ remove: true });
    }
  },
};
