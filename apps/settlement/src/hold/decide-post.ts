import { accepted, already, refused } from '#libs/decision';
import type { Instant } from '#libs/market';
import type { Accounts } from '../account/account.js';
import { afterMovements } from '../account/movement.js';
import { movementsOf } from '../ledger/transfer-movements.js';
import type { Hold } from './hold.js';
import { type HoldAsk, sameParties } from './hold-ask.js';
import type { PostRefusal } from './hold-refusal.js';
import { release } from './release.js';
import { type Ruling, unchanged } from './ruling.js';
import { tradeTransfers } from './trade-transfers.js';

/**
 * Moves what a hold set aside: payer → clearing → payee, both fees → exchange. It is never refused for lack of money or
 * for a frozen account, that was decided when holding; a refusal here says that the saga is out of order, and is not
 * kept, so that a retry can succeed.
 */
export function decidePost(
  ask: HoldAsk,
  known: Hold | undefined,
  accounts: Accounts,
  now: Instant,
): Ruling<'posted', PostRefusal> {
  if (!known) return unchanged(refused('no hold'));
  switch (known.state) {
    case 'held': {
      // The accounts that the ask names are the ones that are locked; no others may be touched.
      if (!sameParties(ask, known)) return unchanged(refused('same id, different content'));
      const transfers = tradeTransfers(known, now);
      const movements = [...release(known), ...transfers.flatMap(movementsOf)];
      const hold = { ...known, state: 'posted' as const };
      return {
        decision: accepted('posted'),
        changes: { hold, accounts: afterMovements(accounts, movements), transfers },
      };
    }
    case 'posted':
      return unchanged(already());
    case 'refused':
      return unchanged(refused('hold was refused'));
    case 'voided':
    case 'tombstone':
      return unchanged(refused('already undone'));
  }
}
