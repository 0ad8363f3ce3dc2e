import { accepted, already, refused, refusedAgain } from '#libs/decision';
import type { Instant } from '#libs/market';
import type { Hold } from './hold.js';
import type { HoldRefusal, PostRefusal, RepeatRefusal, VoidRefusal } from './hold-refusal.js';
import { type Ruling, unchanged } from './ruling.js';

/*
 * What a command that was parked still owes its saga. Nothing but its trade's id is known of it, so the accounts stay
 * as they are, and so does a row that is there: it only speaks.
 */

/** A parked do is answered from its row; where there is none it is refused, and the refusal is kept. */
export function decideUnreadableHold(
  id: string,
  known: Hold | undefined,
  now: Instant,
): Ruling<'held', HoldRefusal | RepeatRefusal> {
  if (!known) {
    const refusal = refused('could not be read' as const);
    return { decision: refusal, changes: { hold: { id, state: 'refused', because: refusal.because, since: now } } };
  }
  switch (known.state) {
    case 'refused':
      return unchanged(refusedAgain(known.because));
    case 'held':
    case 'posted':
      return unchanged(already());
    case 'voided':
    case 'tombstone':
      return unchanged(refused('already undone'));
  }
}

/**
 * A parked undo on no row leaves its tombstone. Money that is held stays held: the refusal shows the step to an operator
 * as stuck, where silence would have it asked for ever.
 */
export function decideUnreadableVoid(
  id: string,
  known: Hold | undefined,
  now: Instant,
): Ruling<'never happened', VoidRefusal> {
  if (!known) {
    return { decision: accepted('never happened'), changes: { hold: { id, state: 'tombstone', since: now } } };
  }
  switch (known.state) {
    case 'refused':
    case 'voided':
    case 'tombstone':
      return unchanged(already());
    case 'held':
      return unchanged(refused('could not be read'));
    case 'posted':
      return unchanged(refused('past the pivot'));
  }
}

/** A parked post moves nothing; where the money has moved already, it says so. */
export const decideUnreadablePost = (known: Hold | undefined): Ruling<'posted', PostRefusal> =>
  unchanged(known?.state === 'posted' ? already() : refused('could not be read'));
