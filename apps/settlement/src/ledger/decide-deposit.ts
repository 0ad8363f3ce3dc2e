import { accepted, type Decision, refused } from '#libs/decision';
import type { Instant } from '#libs/market';
import type { Account } from '../account/account.js';
import { afterMovements } from '../account/movement.js';
import { type Payment, paymentTransfer, repeatOf } from './payment.js';
import type { Transfer } from './transfer.js';
import { movementsOf } from './transfer-movements.js';

export type DepositRefusal = 'unknown account' | 'not a party account' | 'same key, different payload';

/** The payment's transfer, and the accounts after it. */
export interface Paid {
  readonly transfer: Transfer;
  readonly accounts: readonly Account[];
}

/**
 * Pays money in: bank → party. A refusal is not kept: repeated after the account was opened, the deposit succeeds.
 *
 * @param known the payment that the same key has made before
 */
export function decideDeposit(
  ask: Payment,
  known: Transfer | undefined,
  account: Account | undefined,
  now: Instant,
): Decision<Paid, DepositRefusal> {
  const transfer = paymentTransfer('deposit', ask, now);
  if (known) return repeatOf(known, transfer);
  if (!account) return refused('unknown account');
  if (account.kind !== 'party') return refused('not a party account');
  return accepted({ transfer, accounts: afterMovements({ get: () => account }, movementsOf(transfer)) });
}
