import { setTimeout as pause } from 'node:timers/promises';
import { checkInvariants } from '../../local/check-invariants.js';
import type { Verdict } from '../../local/sample-outcome.js';
import { type LocalService, type ServiceName, serviceNames } from '../../local/services.js';
import { type Stack, startStack } from '../../local/stack.js';
import { waitUntil } from '../../local/wait-until.js';
import { wallMs } from '../support/load.js';
import { LoadProcess, registerLoad, tradesPerBody } from '../support/load-process.js';
import { OpenSagas } from '../support/open-sagas.js';
import { untilQuiet } from '../support/quiet.js';
import { lossFindings } from './loss-findings.js';

/** How an instance goes away: its process ends, or stands still with its connections open and wakes up later. */
export type Loss = 'killed' | 'frozen';

export interface Takeover {
  readonly service: ServiceName;
  readonly loss: Loss;
  readonly inFlight: number;
  /** From the loss until everything that was in flight then had ended, without the lost instance. */
  readonly takeoverMs: number;
}

export interface TakeoversReport {
  readonly takeovers: readonly Takeover[];
  readonly submitted: number;
  readonly verdict: Verdict;
  readonly findings: readonly string[];
}

const leastInFlight = 200;
const keptOpen = 800;
const warmUpMs = 3_000;
/** A saga whose ask was lost with the instance is asked again after 0.5, 1.5, 3.5 s, and given up on after 20 s. */
const takeoverWithinMs = 45_000;
const drainMs = 120_000;

/** Which losses a run makes: each service loses its first or its second instance in turn, killed and frozen in turn. */
export const plannedLosses = (times: number): { service: ServiceName; instance: number; loss: Loss }[] =>
  Array.from({ length: times }, (_, index) => ({
    service: serviceNames[index % serviceNames.length] as ServiceName,
    instance: (Math.floor(index / 2) + index) % 2,
    loss: index % 2 === 0 ? 'killed' : 'frozen',
  }));

/** What is lost wakes up or starts again once its work was taken over; a zombie has to find that it is too late. */
async function bringBack(lost: LocalService, loss: Loss): Promise<void> {
  if (loss === 'killed') return lost.restart();
  lost.thaw();
  await pause(2_000);
  if (!lost.running()) throw new Error(`${lost.name} ended when it woke up`);
}

async function loseOne(
  stack: Stack,
  sagas: OpenSagas,
  { service, instance, loss }: ReturnType<typeof plannedLosses>[number],
): Promise<Takeover> {
  const lost = stack.instances[service][instance] as LocalService;
  const enough = async (): Promise<string[] | undefined> => {
    const ids = await sagas.ids();
    return ids && ids.length >= leastInFlight ? ids : undefined;
  };
  const otherwise = (): string => 'The load does not bring enough sagas into flight.';
  const inFlight = await waitUntil(enough, { everyMs: 50, withinMs: 30_000, otherwise });
  const atMs = wallMs();
  if (loss === 'killed') await lost.kill();
  else lost.freeze();
  let left = inFlight.length;
  const allEnded = async (): Promise<true | undefined> => {
    const open = new Set((await sagas.ids()) ?? inFlight);
    left = inFlight.filter((id) => open.has(id)).length;
    return left === 0 ? true : undefined;
  };
  await waitUntil(allEnded, {
    everyMs: 50,
    withinMs: takeoverWithinMs,
    otherwise: () => `${left} of ${inFlight.length} sagas did not end after ${service} was ${loss}.`,
  });
  const takeoverMs = wallMs() - atMs;
  await bringBack(lost, loss);
  return { service, loss, inFlight: inFlight.length, takeoverMs };
}

async function run(
  stack: Stack,
  load: LoadProcess,
  { times, onTakeover = () => undefined }: TakeoverOptions,
): Promise<TakeoversReport> {
  const sagas = new OpenSagas(stack.databaseUrls.trading);
  const takeovers: Takeover[] = [];
  const findings: string[] = [];
  load.keepOpen('takeover', keptOpen);
  await pause(warmUpMs);
  try {
    for (const loss of plannedLosses(times)) {
      const takeover = await loseOne(stack, sagas, loss);
      takeovers.push(takeover);
      onTakeover(takeover);
    }
  } catch (failure) {
    findings.push((failure as Error).message);
  } finally {
    await sagas.close();
  }
  const { taken } = await load.rest();
  await untilQuiet(stack, drainMs).catch((failure: Error) => findings.push(failure.message));
  const submitted = taken.length * tradesPerBody;
  findings.push(...(await lossFindings(stack.databaseUrls.trading, { bodies: taken.length, trades: submitted })));
  const invariants = await checkInvariants(stack);
  return {
    takeovers,
    submitted,
    verdict: findings.length > 0 ? 'broken' : invariants.verdict,
    findings: [...findings, ...invariants.findings],
  };
}

export interface TakeoverOptions {
  readonly times: number;
  readonly seed: number;
  /** The stack's state; removed at the end. */
  readonly folder: string;
  readonly onTakeover?: (takeover: Takeover) => void;
}

/**
 * Runs two of each service under load, takes one away at a time, and waits until the other has ended everything that
 * was in flight. At the end everything drains, and it is looked at what was lost or doubled.
 */
export async function runTakeovers(options: TakeoverOptions): Promise<TakeoversReport> {
  const stack = await startStack({
    ...{ folder: options.folder, portBase: 'free', short: true, instances: 2 },
    // A lost member's partitions move on after this long.
    env: { SESSION_TIMEOUT_MS: '3000', HEARTBEAT_INTERVAL_MS: '800' },
  });
  let load: LoadProcess | undefined;
  try {
    await registerLoad(stack);
    load = await LoadProcess.start(stack, options.seed);
    return await run(stack, load, options);
  } finally {
    load?.stop();
    for (const instance of Object.values(stack.instances).flat()) if (instance.running()) instance.thaw();
    await stack.stop({ remove: true });
  }
}
