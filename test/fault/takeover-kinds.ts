import { waitUntil } from '../../local/wait-until.js';
import { wallMs } from '../support/load.js';
import { OpenSagas } from '../support/open-sagas.js';
import type { FaultGround, FaultKind, FaultTarget } from './kinds/fault-kind.js';
import { everyInstance, instanceAt, startAgain, untilReady } from './kinds/instances.js';

/** How an instance goes away: its process ends, or stands still with its connections open and wakes up later. */
export type Loss = 'killed' | 'frozen';

export interface Takeover {
  readonly lost: FaultTarget;
  readonly loss: Loss;
  readonly inFlight: number;
  /** From the loss until everything that was in flight then had ended, without the lost instance. */
  readonly takeoverMs: number;
}

/** A saga whose ask was lost with the instance is asked again after 0.5, 1.5, 3.5 s, and given up on after 20 s. */
const takeoverWithinMs = 45_000;

/** Nothing is learned of who takes over nothing. */
function someInFlight(sagas: OpenSagas): Promise<readonly string[]> {
  const look = async (): Promise<readonly string[] | undefined> => {
    const ids = await sagas.ids();
    return ids && ids.length > 0 ? ids : undefined;
  };
  return waitUntil(look, { everyMs: 20, withinMs: 20_000, otherwise: () => 'no saga is in flight' });
}

/** Waits until all of these have ended. Throws with how many have not. */
async function untilEnded(sagas: OpenSagas, ids: readonly string[]): Promise<void> {
  let left = ids.length;
  const look = async (): Promise<true | undefined> => {
    const open = new Set((await sagas.ids()) ?? ids);
    left = ids.filter((id) => open.has(id)).length;
    return left === 0 ? true : undefined;
  };
  const otherwise = (): string => `${left} of ${ids.length} sagas did not end without the lost instance`;
  await waitUntil(look, { everyMs: 50, withinMs: takeoverWithinMs, otherwise });
}

async function lose(ground: FaultGround, lost: FaultTarget, loss: Loss, onTakeover: (takeover: Takeover) => void) {
  const instance = instanceAt(ground, lost);
  const sagas = new OpenSagas(ground.stack.databaseUrls.trading);
  const inFlight = await someInFlight(sagas);
  const atMs = wallMs();
  if (loss === 'killed') await instance.kill();
  else instance.freeze();
  const heal = async (): Promise<number> => {
    try {
      await untilEnded(sagas, inFlight);
      onTakeover({ lost, loss, inFlight: inFlight.length, takeoverMs: wallMs() - atMs });
    } finally {
      await sagas.close();
      // What is lost wakes up or starts again once its work was taken over; a zombie has to find that it is too late.
      if (loss === 'frozen') instance.thaw();
      await (loss === 'frozen' ? untilReady(instance) : startAgain(instance));
    }
    return 1;
  };
  return { what: `${loss} until its peer has ended its work`, heal };
}

/** Losses of one instance of two, each until the other has ended everything that was in flight. */
export const takeoverKinds = (onTakeover: (takeover: Takeover) => void): readonly FaultKind[] =>
  everyInstance.flatMap((target) =>
    (['killed', 'frozen'] as const).map(
      (loss): FaultKind => ({
        name: `${loss}-${target.replace(' ', '-')}`,
        means: `${target} is ${loss} until its peer has ended everything that was in flight.`,
        targets: [target],
        lastsMs: [0, 0],
        inject: (ground) => lose(ground, target, loss, onTakeover),
      }),
    ),
  );
