import { accepted, type Decision, refused } from '#libs/decision';
import type { Instant } from '#libs/market';
import { formatEur, type Money } from '#libs/units';
import { type Account, withdrawableMoney } from '../account/account.js';
import { afterMovements } from '../account/movement.js';
import type { Paid } from './decide-deposit.js';
import { type Payment, paymentTransfer, repeatOf } from './payment.js';
import type { Transfer } from './transfer.js';
import { movementsOf } from './transfer-movements.js';

export type WithdrawalRefusal =
  | 'unknown account'
  | 'not a party account'
  | 'account frozen'
  | 'not enough withdrawable money'
  | 'same key, different payload';

/**
 * Pays money out: party → bank, at most what is withdrawable. A refusal is not kept: repeated when there is more, or
 * after the account was thawed, the withdrawal succeeds.
 *
 * @param known the payment that the same key has made before
 * @param unsettled what trades have brought in whose periods are still to be settled, as of the account's lock
 */
export function decideWithdrawal(
  ask: Payment,
  known: Transfer | undefined,
  account: Account | undefined,
  unsettled: Money,
  now: Instant,
): Decision<Paid, WithdrawalRefusal> {
  const transfer = paymentTransfer('withdrawal', ask, now);
  if (known) return repeatOf(known, transfer);
  if (!account) return refused('unknown account');
  if (account.kind !== 'party') return refused('not a party account');
  if (account.frozen) return refused('account frozen', { frozenBecause: account.frozenBecause ?? '' });
  const withdrawable = withdrawableMoney(account, unsettled);
  if (ask.amount > withdrawable) {
    return refused('not enough withdrawable money', {
      askedEur: formatEur(ask.amount),
      withdrawableEur: formatEur(withdrawable),
      postedEur: formatEur(account.posted),
      heldEur: formatEur(account.held),
      unsettledEur: formatEur(unsettled),
    });
  }
  return accepted({ transfer, accounts: afterMovements({ get: () => account }, movementsOf(transfer)) });
}
