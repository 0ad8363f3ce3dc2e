import { setTimeout as pause } from 'node:timers/promises';
import type { LocalService } from '../../../local/services.js';
import type { FaultKind } from './fault-kind.js';
import { aimOf, everyInstance, instanceAt, startAgain } from './instances.js';
import { passedBy } from './passed-places.js';

/** An armed process may pass its place while it still starts. */
const diedWhileStarting = (failure: unknown): boolean =>
  failure instanceof Error && failure.message.includes('ended of SIGKILL before it was ready');

/** Starts it armed. True where it has died of it already; a start that fails otherwise, its database away, is repeated. */
async function arm(instance: LocalService, place: string): Promise<boolean> {
  try {
    await startAgain(instance, { CRASH_AT: place }, diedWhileStarting);
    return false;
  } catch (failure) {
    if (diedWhileStarting(failure)) return true;
    throw failure;
  }
}

/** From when it is ready: on a busy machine its start may take as long as the fault stands. */
const passesWithinMs = 4_000;

/** Waits for its death; false where it does not pass the place in time. */
async function diesOf(instance: LocalService): Promise<boolean> {
  const patience = new AbortController();
  const tooLate = pause(passesWithinMs, undefined, { signal: patience.signal }).catch(() => undefined);
  const exit = await Promise.race([instance.exited, tooLate]);
  patience.abort();
  return exit?.signal === 'SIGKILL';
}

const crashAtAPoint: FaultKind = {
  name: 'crash-at-a-point',
  means: 'One instance dies at a named place of its code, before or after a commit, a send, a prepare or a decision.',
  targets: everyInstance,
  // With the start: a busy place is passed at once, a seldom one within seconds.
  lastsMs: [5_000, 9_000],
  async inject(ground, target) {
    const instance = instanceAt(ground, target);
    const places = passedBy(aimOf(target).service);
    const place = places[ground.draw(0, places.length - 1)] as string;
    // Not awaited: a service does not start while a server of its is away, and other faults are to come.
    const arming = arm(instance, place);
    arming.catch(() => undefined);
    return {
      what: `started to die at ${place}`,
      async heal() {
        const died = (await arming) || (await diesOf(instance));
        await startAgain(instance);
        return died ? 1 : 0;
      },
    };
  },
};

export const crashPointFaults: readonly FaultKind[] = [crashAtAPoint];
