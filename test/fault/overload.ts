import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { checkInvariants } from '../../local/check-invariants.js';
import { checkout } from '../../local/checkout.js';
import { exchange } from '../../local/http-exchange.js';
import type { Verdict } from '../../local/sample-outcome.js';
import type { Stack } from '../../local/stack.js';
import { waitUntil } from '../../local/wait-until.js';
import { MemoryWatch } from '../bench/process-cost.js';
import { percentile, rounded } from '../bench/spread.js';
import { asked } from '../support/ask-database.js';
import { endedPerWindow, endsOfPhase } from '../support/ended-sagas.js';
import { wallMs } from '../support/load.js';
import { loadBodies } from '../support/load-market.js';
import { LoadProcess, tradesPerBody } from '../support/load-process.js';
import type { OfferedBody, OfferOrder } from '../support/offered-load.js';
import { OpenSagas } from '../support/open-sagas.js';
import { untilQuiet } from '../support/quiet.js';
import { offeredFindings, overloadFindings, type OverloadMeasures } from './overload-findings.js';

/** How many times the capacity is offered. */
const timesCapacity = 3;
/** Enough to keep all three services busy. */
const keptOpen = 1_500;
const drainMs = 120_000;
const windowCount = 5;
const phase = 'overload';

export interface OverloadOptions {
  readonly seconds: number;
  /** How long it is looked at what the stack can do, after as long a time to warm up. */
  readonly capacitySeconds: number;
  readonly seed: number;
  /** What trading is configured with. */
  readonly mostOpenSagas: number;
  readonly say?: (sentence: string) => void;
}

export interface OverloadReport extends OverloadMeasures {
  /** Sagas that ended per second, window by window: with just enough to do, and overloaded. */
  readonly capacityWindows: readonly number[];
  readonly endedWindows: readonly number[];
  readonly verdict: Verdict;
  readonly findings: readonly string[];
}

/** Closed loop: how many sagas end per second when trading always has enough to do, and not too much. */
async function capacityOf(
  stack: Stack,
  { seed, capacitySeconds }: OverloadOptions,
): Promise<{ windows: readonly number[]; perSecond: number; residentBytes: number }> {
  const load = await LoadProcess.start(stack, seed);
  try {
    load.keepOpen('capacity', keptOpen);
    const capacityMs = capacitySeconds * 1_000;
    await pause(capacityMs);
    const memory = new MemoryWatch({ trading: stack.trading.pid });
    const fromMs = wallMs();
    await pause(capacityMs);
    const residentBytes = memory.stop()['trading'] ?? 0;
    await load.rest();
    await untilQuiet(stack, drainMs);
    const windows = await endedWindowsOf(stack, fromMs, fromMs + capacityMs);
    return { windows, perSecond: meanOf(windows), residentBytes };
  } finally {
    load.stop();
  }
}

/** Sagas that ended per second, in windows of one length. */
const endedWindowsOf = ({ databaseUrls }: Stack, fromMs: number, untilMs: number): Promise<number[]> =>
  asked(databaseUrls.trading, async (client) => {
    const windowMs = (untilMs - fromMs) / windowCount;
    const ended = await endedPerWindow(client, { fromMs, windowMs, count: windowCount });
    return ended.map(({ done, undone }) => rounded(((done + undone) * 1_000) / windowMs));
  });

const meanOf = (windows: readonly number[]): number => windows.reduce((sum, one) => sum + one, 0) / windows.length;

async function offered(order: OfferOrder): Promise<OfferedBody[]> {
  const child = fork(join(checkout, 'dist', 'test', 'support', 'offering-process.js'), { execArgv: [] });
  try {
    child.send(order);
    const ended = once(child, 'exit').then(() => {
      throw new Error("the offering process ended before its load's end");
    });
    const [answered] = (await Promise.race([once(child, 'message'), ended])) as [OfferedBody[]];
    return answered;
  } finally {
    child.removeAllListeners('exit');
    if (child.connected) child.disconnect();
  }
}

/** Keeps the largest number of open sagas that was seen. */
async function mostOpenUntil(over: AbortSignal, sagas: OpenSagas): Promise<number> {
  let most = 0;
  while (!over.aborted) {
    most = Math.max(most, (await sagas.count()) ?? 0);
    await pause(50, undefined, { signal: over }).catch(() => undefined);
  }
  return most;
}

/** Submits one trade of the load, one that clears, and waits for its end. */
async function clearOne({ urls, keys }: Stack, seed: number): Promise<number> {
  const startMs = wallMs();
  const [[trade = {}] = []] = loadBodies(seed, Date.now());
  const headers = { 'idempotency-key': `${phase}-afterwards` };
  const url = `${urls.trading}/v1/trades`;
  const { status, body } = await exchange({ method: 'POST', url, key: keys.venue, body: trade, headers });
  const { tradeId } = (body ?? {}) as { tradeId?: string };
  if (status !== 202) throw new Error(`a single trade was answered ${status} after the load`);
  const cleared = async (): Promise<true | undefined> => {
    const seen = await exchange({ method: 'GET', url: `${url}/${tradeId}`, key: keys.operator });
    return (seen.body as { state?: string }).state === 'cleared' ? true : undefined;
  };
  const otherwise = (): string => 'A single trade did not clear after the load.';
  await waitUntil(cleared, { everyMs: 10, withinMs: 20_000, otherwise });
  return wallMs() - startMs;
}

/**
 * Finds how much the stack can do, offers three times as much in an open loop that takes no hint, and looks at what
 * became of what was taken and of what was refused, and at how soon the stack is itself again.
 */
export async function runOverload(stack: Stack, options: OverloadOptions): Promise<OverloadReport> {
  const { seconds, seed, mostOpenSagas, say = () => undefined } = options;
  say(`capacity: ${keptOpen} sagas are kept open`);
  const capacity = await capacityOf(stack, options);
  const offeredPerSecond = capacity.perSecond * timesCapacity;
  say(`${Math.round(capacity.perSecond)} sagas/s; ${Math.round(offeredPerSecond)} are offered for ${seconds} s`);
  const sagas = new OpenSagas(stack.databaseUrls.trading);
  const over = new AbortController();
  const watching = mostOpenUntil(over.signal, sagas);
  const memory = new MemoryWatch({ trading: stack.trading.pid });
  const fromMs = wallMs();
  const tradingUrls = stack.instances.trading.map(({ url }) => url);
  const bodiesPerSecond = offeredPerSecond / tradesPerBody;
  const bodies = await offered({ tradingUrls, venueKey: stack.keys.venue, phase, bodiesPerSecond, seconds, seed });
  const overMs = wallMs();
  over.abort();
  const mostOpen = await watching;
  await sagas.close();
  await untilQuiet(stack, drainMs);
  const recoveredMs = wallMs() - overMs;
  const overloaded = memory.stop()['trading'] ?? 0;
  const singleMs = await clearOne(stack, seed);
  say('what was taken, and the invariants');
  const intended = new Map(bodies.map(({ key, intendedMs }) => [key, intendedMs]));
  const ends = await asked(stack.databaseUrls.trading, (client) => endsOfPhase(client, phase));
  const latenciesMs = ends.flatMap(({ key, endedMs }) => {
    const atMs = intended.get(key);
    return atMs === undefined || endedMs === null ? [] : [endedMs - atMs];
  });
  const refusedMs = bodies
    .filter(({ answer }) => answer === 503)
    .map(({ intendedMs, answeredMs }) => answeredMs - intendedMs);
  const invariants = await checkInvariants(stack);
  const endedWindows = await endedWindowsOf(stack, fromMs, fromMs + seconds * 1_000);
  const report = {
    ...{ capacityWindows: capacity.windows, endedWindows },
    capacityPerSecond: capacity.perSecond,
    offeredPerSecond,
    endedPerSecond: meanOf(endedWindows),
    offeredTrades: bodies.length * tradesPerBody,
    takenTrades: bodies.filter(({ answer }) => answer === 202).length * tradesPerBody,
    mostOpen,
    p50Ms: percentile(latenciesMs, 0.5),
    p99Ms: percentile(latenciesMs, 0.99),
    refusedP50Ms: percentile(refusedMs, 0.5),
    refusedP99Ms: percentile(refusedMs, 0.99),
    residentBytes: { atCapacity: capacity.residentBytes, overloaded },
    ...{ recoveredMs, singleMs },
  };
  const findings = [
    ...overloadFindings(report, mostOpenSagas),
    ...(await offeredFindings(stack.databaseUrls.trading, bodies)),
  ];
  return {
    ...report,
    verdict: findings.length > 0 ? 'broken' : invariants.verdict,
    findings: [...findings, ...invariants.findings],
  };
}
