import { accepted, already, refused } from '#libs/decision';
import type { Instant } from '#libs/market';
import type { Accounts } from '../account/account.js';
import { afterMovements } from '../account/movement.js';
import type { Hold } from './hold.js';
import { type HoldAsk, sameParties } from './hold-ask.js';
import type { VoidRefusal } from './hold-refusal.js';
import { release } from './release.js';
import { type Ruling, unchanged } from './ruling.js';

/**
 * Gives back what a hold set aside. Where there is no hold, a tombstone is left: this undo has overtaken its do, and the
 * do is to lose when it arrives.
 */
export function decideVoid(
  ask: HoldAsk,
  known: Hold | undefined,
  accounts: Accounts,
  now: Instant,
): Ruling<'voided' | 'never happened', VoidRefusal> {
  if (!known) {
    return { decision: accepted('never happened'), changes: { hold: { id: ask.id, state: 'tombstone', since: now } } };
  }
  switch (known.state) {
    case 'held': {
      // The accounts that the ask names are the ones that are locked; no others may be touched.
      if (!sameParties(ask, known)) return unchanged(refused('same id, different content'));
      const changes = {
        hold: { ...known, state: 'voided' as const },
        accounts: afterMovements(accounts, release(known)),
      };
      return { decision: accepted('voided'), changes };
    }
    case 'refused':
    case 'voided':
    case 'tombstone':
      return unchanged(already());
    case 'posted':
      return unchanged(refused('past the pivot'));
  }
}
