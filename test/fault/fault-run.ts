import { cp } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '../../local/sample/seeded-random.js';
import type { ServiceEnvironment, ServiceName } from '../../local/services.js';
import { type Stack, startStack } from '../../local/stack.js';
import { removeState } from '../../local/stack-state.js';
import { wallMs } from '../support/load.js';
import { openDetours } from '../support/detours.js';
import { registerLoad } from '../support/load-process.js';
import { OpenSagas } from '../support/open-sagas.js';
import { type Checkpoint, checkpoint, clientName } from './checkpoint.js';
import { ClientLoad } from './client-load.js';
import { plannedRounds } from './fault-plan.js';
import { runRound } from './fault-round.js';
import type { FaultsReport, RoundReport } from './faults-report.js';
import { faultsVerdict } from './faults-verdict.js';
import { allKinds } from './kinds/all-kinds.js';
import { diskFaults } from './kinds/disk.js';
import type { FaultKind } from './kinds/fault-kind.js';
import { recovery } from './recovery.js';
import type { RoundGround } from './round-ground.js';
import { openSmallDisks } from './small-disks.js';

export interface FaultsOptions {
  readonly seed: number;
  /** The stack's state; removed at the end. */
  readonly folder: string;
  /** How long new rounds begin; what has begun ends, and what was taken drains, after that. */
  readonly minutes?: number | undefined;
  /** Instead of a time. */
  readonly rounds?: number | undefined;
  /** All kinds unless said. */
  readonly kinds?: readonly FaultKind[] | undefined;
  /** How many faults a round may have; drawn from these. */
  readonly sizes?: readonly number[] | undefined;
  /** Of each service; 2 unless said. */
  readonly instances?: number | undefined;
  /** Trades offered per second, 80 unless said. */
  readonly perSecond?: number | undefined;
  /** Goes to all services. */
  readonly env?: ServiceEnvironment | undefined;
  /** Builds of services other than the one in `dist`. */
  readonly programs?: Partial<Record<ServiceName, string>> | undefined;
  readonly onRound?: ((round: RoundReport) => void) | undefined;
  /** Every step as it happens. */
  readonly say?: ((sentence: string) => void) | undefined;
}

/** A member that is gone is noticed sooner than in the field, so that rounds take seconds. */
const quickSessions = { SESSION_TIMEOUT_MS: '3000', HEARTBEAT_INTERVAL_MS: '800', REBALANCE_TIMEOUT_MS: '3000' };
const usualPerSecond = 80;
const warmUpMs = 2_000;
/** Unharmed, sagas take some tenths of a second. */
const calmWithinMs = 5_000;
const mostLooksForCalm = 4;
const checkpointEveryMs = 300_000;

/** Which kinds can be made here, and what the others lack. */
async function feasible(ground: RoundGround, kinds: readonly FaultKind[]) {
  const possible: FaultKind[] = [];
  const notRun: Record<string, string> = {};
  for (const kind of kinds) {
    const missing = await kind.missing?.({ ...ground, draw: seededRandom(ground.seed, kind.name) });
    if (missing === undefined) possible.push(kind);
    else notRun[kind.name] = missing;
  }
  return { possible, notRun };
}

/**
 * A machine that cannot carry the load by itself says nothing of how soon a harmed stack recovers. What was submitted
 * while the instances of a service joined their groups may have waited for that, and says nothing of the machine.
 */
async function notCalmBefore(ground: RoundGround): Promise<string[]> {
  let said = '';
  for (let look = 1; look <= mostLooksForCalm; look += 1) {
    const { endedMs, inFlight } = (await recovery(ground)).measures;
    said = `before any fault ${inFlight} sagas took ${Math.round(endedMs)} ms to end`;
    ground.say(said);
    if (endedMs <= calmWithinMs) return [];
  }
  return [`${said}: this machine is too slow for the load`];
}

const nothingChecked: Checkpoint = {
  verdict: 'unknown',
  findings: ['the run was interrupted'],
  cleared: 0,
  rejected: 0,
};

async function run(ground: RoundGround, options: FaultsOptions): Promise<FaultsReport> {
  const { seed, onRound = () => undefined } = options;
  const { load, interrupted, say } = ground;
  const startMs = wallMs();
  const { possible, notRun } = await feasible(ground, options.kinds ?? allKinds);
  const plan = plannedRounds(seededRandom(seed, 'plan'), possible, { sizes: options.sizes });
  const isOver = (round: number): boolean =>
    interrupted.aborted ||
    possible.length === 0 ||
    (options.rounds === undefined ? wallMs() - startMs > (options.minutes ?? 1) * 60_000 : round >= options.rounds);
  const rounds: RoundReport[] = [];
  const findings: string[] = [];
  let checked: Checkpoint | undefined;
  let checkedMs = wallMs();
  load.start();
  await pause(warmUpMs);
  const notCalm = await notCalmBefore(ground);
  while (notCalm.length === 0 && !isOver(rounds.length)) {
    const { report, findings: found, isLost } = await runRound(ground, plan.next().value, rounds.length + 1);
    rounds.push(report);
    onRound(report);
    findings.push(...found);
    for (const finding of found) say(finding);
    if (isLost) break;
    if (wallMs() - checkedMs < checkpointEveryMs) continue;
    checked = await checkpoint(ground, rounds);
    for (const finding of checked.findings) say(finding);
    if (checked.verdict === 'broken') break;
    load.start();
    checkedMs = wallMs();
  }
  if (interrupted.aborted) checked = nothingChecked;
  else if (checked?.verdict !== 'broken') checked = await checkpoint(ground, rounds);
  const { verdict, cleared, rejected } = checked;
  const found = [...notCalm, ...findings, ...checked.findings];
  const calls = { ...load.history.counts, reads: load.reads };
  return {
    ...{ seed, findings: found, rounds, calls, cleared, rejected, notRun },
    verdict: faultsVerdict({ checked: verdict, findings, rounds, calls, interrupted: interrupted.aborted }),
    seconds: Math.round((wallMs() - startMs) / 1_000),
  };
}

/**
 * Runs the stack through detours, drives load, and injects faults, one by one and overlapping; heals, looks how soon all
 * is well again, and in the end what the client was told, what the databases have and what the invariants say. Throws
 * where the stack cannot be started. A signal heals what stands, stops the stack and leaves nothing.
 */
export async function runFaults(options: FaultsOptions): Promise<FaultsReport> {
  const { seed, folder, instances = 2, perSecond = usualPerSecond, programs, say = () => undefined } = options;
  const interrupted = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  // In memory a run keeps only what a fault is to fill.
  const fillsDisks = (options.kinds ?? allKinds).some((kind) => diskFaults.includes(kind));
  const disks = fillsDisks ? await openSmallDisks() : undefined;
  const detours = await openDetours();
  let left: Promise<void> | undefined;
  const leave = (stop: Stack['stop']): Promise<void> => {
    left ??= (async () => {
      await stop({ remove: disks === undefined });
      await Promise.all([detours.close(), disks?.close()]);
    })();
    return left;
  };
  const stack = await startStack({
    ...{ folder: disks?.folder ?? folder, portBase: 'free', short: true, instances, programs, detours },
    env: { ...quickSessions, LOG_LEVEL: 'warn', ...options.env },
    onSignal: async (stop) => {
      interrupted.abort();
      await running;
      await leave(stop);
    },
  }).catch(async (failure: unknown) => {
    await leave(() => removeState(folder));
    throw failure;
  });
  const sagas = new OpenSagas(stack.databaseUrls.trading);
  try {
    await registerLoad(stack);
    const load = new ClientLoad({
      tradingUrls: stack.instances.trading.map(({ url }) => url),
      apiKey: stack.keys.ofVenue(clientName),
      ...{ perSecond, seed, draw: seededRandom(seed, 'client') },
    });
    const ran = run({ stack, detours, load, sagas, seed, interrupted: interrupted.signal, say }, options);
    running = ran.catch(() => undefined);
    // However the run ends, nobody submits to a stack that stops.
    const report = await ran.finally(() => load.rest());
    if (report.verdict === 'broken') {
      const kept = `${folder}-logs`;
      await cp(stack.logs, kept, { recursive: true });
      say(`what the processes said stands in ${kept}`);
    }
    return report;
  } finally {
    await sagas.close();
    await leave((how) => stack.stop(how));
  }
}
