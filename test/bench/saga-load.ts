import { setTimeout as pause } from 'node:timers/promises';
import type { Stack } from '../../local/stack.js';
import { asked } from '../support/ask-database.js';
import { endedPerWindow, endsOfPhase } from '../support/ended-sagas.js';
import { type Taken, wallMs } from '../support/load.js';
import { type LoadProcess, tradesPerBody } from '../support/load-process.js';
import { untilQuiet } from '../support/quiet.js';
import { MemoryWatch } from './process-cost.js';
import { percentile, rounded, type Spread, spreadOf } from './spread.js';
import { costBetween, processesOf, readCost, type StackCost } from './stack-cost.js';

export interface LoadedStack {
  readonly stack: Stack;
  readonly folder: string;
  readonly load: LoadProcess;
}

const drainMs = 120_000;
const windowCount = 5;

export interface Throughput {
  /** Sagas that ended per second, over the windows. */
  readonly perSecond: Spread;
  readonly windows: readonly number[];
  /** Sagas that ended between the two readings of the cost. */
  readonly sagas: number;
  readonly cost: StackCost;
  /** The most that each process was seen with, in bytes. */
  readonly residentBytes: Readonly<Record<string, number>>;
}

/** Closed loop: about `open` sagas are kept in flight, and as many are submitted as end. */
export async function measureThroughput(
  { stack, folder, load }: LoadedStack,
  { open, seconds, warmUpSeconds }: { open: number; seconds: number; warmUpSeconds: number },
): Promise<Throughput> {
  load.keepOpen('closed', open);
  await pause(warmUpSeconds * 1_000);
  const memory = new MemoryWatch({ ...processesOf(stack), submitter: load.pid });
  const before = await readCost(stack, folder, { submitter: load.pid });
  const fromMs = wallMs();
  await pause(seconds * 1_000);
  const untilMs = wallMs();
  const after = await readCost(stack, folder, { submitter: load.pid });
  const residentBytes = memory.stop();
  await load.rest();
  await untilQuiet(stack, drainMs);
  const windowMs = (untilMs - fromMs) / windowCount;
  const ended = await asked(stack.databaseUrls.trading, (client) =>
    endedPerWindow(client, { fromMs, windowMs, count: windowCount }),
  );
  const windows = ended.map(({ done, undone }) => rounded(((done + undone) * 1_000) / windowMs));
  return {
    perSecond: spreadOf(windows),
    windows,
    sagas: ended.reduce((sum, { done, undone }) => sum + done + undone, 0),
    cost: costBetween(before, after),
    residentBytes,
  };
}

export interface Latency {
  readonly sagasPerSecond: number;
  readonly sagas: number;
  /** From the instant at which a trade should have been submitted to the commit that ended its saga. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** Of the trades that were to be submitted in each window. */
  readonly windowsP99Ms: readonly number[];
  /** Of the HTTP request of a hundred trades, from the same instant. */
  readonly httpP50Ms: number;
  readonly httpP99Ms: number;
  /** A saga's end is read with the batch that ends it; the batch's mean duration is added, for it ends with the commit. */
  readonly addedBatchMs: number;
}

/** Bodies of the first seconds meet plans and connections that are not warm at this rate. */
const left = (taken: readonly Taken[], warmUpMs: number): Taken[] => {
  const firstMs = Math.min(...taken.map(({ intendedMs }) => intendedMs));
  return taken.filter(({ intendedMs }) => intendedMs >= firstMs + warmUpMs);
};

/** Open loop: bodies arrive at their times, whether earlier ones have ended or not. */
export async function measureLatency(
  { stack, folder, load }: LoadedStack,
  {
    phase,
    sagasPerSecond,
    seconds,
    warmUpSeconds,
  }: { phase: string; sagasPerSecond: number; seconds: number; warmUpSeconds: number },
): Promise<Latency> {
  load.atRate(phase, sagasPerSecond / tradesPerBody);
  await pause(warmUpSeconds * 1_000);
  const before = await readCost(stack, folder, {});
  await pause(seconds * 1_000);
  const { trading } = costBetween(before, await readCost(stack, folder, {})).batches;
  const { taken } = await load.rest();
  await untilQuiet(stack, drainMs);
  const counted = new Map(left(taken, warmUpSeconds * 1_000).map((body) => [body.key, body]));
  const addedBatchMs = trading.ms / Math.max(1, trading.count);
  const ends = await asked(stack.databaseUrls.trading, (client) => endsOfPhase(client, phase));
  const windows = Array.from({ length: windowCount }, (): number[] => []);
  const firstMs = Math.min(...[...counted.values()].map(({ intendedMs }) => intendedMs));
  for (const { key, endedMs } of ends) {
    const body = counted.get(key);
    if (!body || endedMs === null) continue;
    const window = Math.floor(((body.intendedMs - firstMs) * windowCount) / (seconds * 1_000));
    windows[Math.min(window, windowCount - 1)]?.push(endedMs - body.intendedMs + addedBatchMs);
  }
  const latenciesMs = windows.flat();
  const httpMs = [...counted.values()].map(({ intendedMs, answeredMs }) => answeredMs - intendedMs);
  return {
    sagasPerSecond: rounded(sagasPerSecond),
    sagas: latenciesMs.length,
    p50Ms: rounded(percentile(latenciesMs, 0.5)),
    p95Ms: rounded(percentile(latenciesMs, 0.95)),
    p99Ms: rounded(percentile(latenciesMs, 0.99)),
    windowsP99Ms: windows.filter((some) => some.length > 0).map((some) => rounded(percentile(some, 0.99))),
    httpP50Ms: rounded(percentile(httpMs, 0.5)),
    httpP99Ms: rounded(percentile(httpMs, 0.99)),
    addedBatchMs: rounded(addedBatchMs, 2),
  };
}
