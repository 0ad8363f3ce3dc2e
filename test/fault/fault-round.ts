import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { lastLines } from '../../local/last-lines.js';
import { seededRandom } from '../../local/sample/seeded-random.js';
import { type LocalService, serviceNames } from '../../local/services.js';
import { wallMs } from '../support/load.js';
import type { PlannedFault } from './fault-plan.js';
import { type FaultReport, type RoundReport, toldFaults } from './faults-report.js';
import type { FaultTarget } from './kinds/fault-kind.js';
import { startAgain } from './kinds/instances.js';
import { recovery } from './recovery.js';
import type { RoundGround } from './round-ground.js';

export interface RoundOutcome {
  readonly report: RoundReport;
  readonly findings: readonly string[];
  /** Something is still harmed, or does not come back: what follows would say nothing. */
  readonly isLost: boolean;
}

/** A service that is started again is given a minute to be ready; what takes longer than this never comes back. */
const injectWithinMs = 120_000;
const healWithinMs = 120_000;

async function within<Result>(limitMs: number, what: string, work: Promise<Result>): Promise<Result> {
  const over = new AbortController();
  const late = pause(limitMs, undefined, { signal: over.signal }).then(() => {
    throw new Error(`${what} took longer than ${limitMs / 1_000} s`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
    late.catch(() => undefined);
  }
}

interface NamedInstance {
  readonly name: FaultTarget;
  readonly instance: LocalService;
  readonly log: string;
}

const instancesOf = ({ stack }: RoundGround): NamedInstance[] =>
  serviceNames.flatMap((service) =>
    stack.instances[service].map((instance, index) => ({
      name: `${service} ${index === 0 ? 1 : 2}` as const,
      instance,
      log: join(stack.logs, `${service}${index === 0 ? '' : `-${index + 1}`}.log`),
    })),
  );

/** What has ended by itself is a finding, and is started again so that the run can go on. */
async function bringBackTheDead(ground: RoundGround, round: readonly PlannedFault[]): Promise<string[]> {
  const dead = instancesOf(ground).filter(({ instance }) => !instance.running());
  return Promise.all(
    dead.map(async ({ name, instance, log }) => {
      const { code, signal } = await instance.exited;
      const wasHarmed = round.some(({ target }) => target === name);
      const said = `${name} ended with ${signal ?? code} ${wasHarmed ? 'after it was healed' : 'although nothing killed it'}: ${lastLines(log, 2)}`;
      await startAgain(instance);
      return said;
    }),
  );
}

interface Harmed {
  readonly report: FaultReport;
  readonly healedMs: number;
  readonly finding?: string;
}

/** One fault, from its beginning to its end. What goes wrong with it is a finding, and never thrown. */
async function harm(
  ground: RoundGround,
  { kind, target, beginsMs, lastsMs }: PlannedFault,
  round: number,
): Promise<Harmed> {
  const { interrupted: signal, seed, stack, detours, say } = ground;
  const named = `${kind.name} on ${target}`;
  const report = { kind: kind.name, target, what: undefined, struck: 0 };
  await pause(beginsMs, undefined, { signal }).catch(() => undefined);
  const away = instancesOf(ground).some(({ name, instance }) => name === target && !instance.running());
  if (away || signal.aborted) return { report, healedMs: wallMs() };
  try {
    const draw = seededRandom(seed, `round ${round} ${kind.name}`);
    const injected = await within(injectWithinMs, `${named}: to harm`, kind.inject({ stack, detours, draw }, target));
    say(`round ${round}: ${named}: ${injected.what}`);
    await pause(lastsMs, undefined, { signal }).catch(() => undefined);
    const struck = await within(healWithinMs, `${named}: to heal`, injected.heal());
    say(`round ${round}: ${named}: healed, struck ${struck} times`);
    return { report: { ...report, what: injected.what, struck }, healedMs: wallMs() };
  } catch (failure) {
    const finding = `${named} could not be made or healed: ${(failure as Error).message}`;
    return { report, healedMs: wallMs(), finding };
  }
}

/**
 * Makes the faults of one round, overlapping, heals each at its time, and measures from the last heal on how soon the
 * stack is itself again, under the same load.
 */
export async function runRound(
  ground: RoundGround,
  planned: readonly PlannedFault[],
  round: number,
): Promise<RoundOutcome> {
  const startMs = wallMs();
  const harmed = await Promise.all(planned.map((fault) => harm(ground, fault, round)));
  const faults = harmed.map(({ report }) => report);
  const harmedMs = Math.max(...harmed.map(({ healedMs }) => healedMs)) - startMs;
  const inRound = (finding: string): string => `round ${round} (${toldFaults({ faults })}): ${finding}`;
  const findings = harmed.flatMap(({ finding }) => finding ?? []);
  const isLost = findings.length > 0;
  try {
    const died = await bringBackTheDead(ground, planned);
    const recovered = await recovery(ground);
    const report = { round, faults, harmedMs, ...recovered.measures };
    return { report, findings: [...findings, ...died, ...recovered.findings].map(inRound), isLost };
  } catch (failure) {
    const report = { round, faults, harmedMs, acceptedMs: 0, inFlight: 0, endedMs: 0 };
    return { report, findings: [...findings, (failure as Error).message].map(inRound), isLost: true };
  }
}
