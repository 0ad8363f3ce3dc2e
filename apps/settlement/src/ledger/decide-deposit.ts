import { accepted, already, type Decision, refused } from '#libs/decision';
import type { Instant } from '#libs/market';
import { formatEur, type Money } from '#libs/units';
import type { Account, AccountId } from '../account/account.js';
import { afterMovements } from '../account/movement.js';
import { platformAccounts } from '../account/platform-account.js';
import { sameTransfer, type Transfer } from './transfer.js';
import { movementsOf } from './transfer-movements.js';

export interface Deposit {
  /** UUID derived from the caller and the idempotency key: the same key is the same deposit for ever. */
  readonly id: string;
  readonly account: AccountId;
  /** Above zero. */
  readonly amount: Money;
}

export type DepositRefusal = 'unknown account' | 'not a party account' | 'same key, different payload';

/** The deposit's transfer, and the accounts after it. */
export interface Deposited {
  readonly transfer: Transfer;
  readonly accounts: readonly Account[];
}

/**
 * Pays money in: bank → party. The transfer itself is the record of the idempotency key: a repeat is `already` however
 * late it comes, and is answered from the known transfer. A refusal is not kept: repeated after the account was opened,
 * the deposit succeeds.
 */
export function decideDeposit(
  ask: Deposit,
  known: Transfer | undefined,
  account: Account | undefined,
  now: Instant,
): Decision<Deposited, DepositRefusal> {
  const transfer: Transfer = {
    of: ask.id,
    part: 'deposit',
    debit: platformAccounts.bank,
    credit: ask.account,
    amount: ask.amount,
    kind: 'deposit',
    at: now,
  };
  if (known && sameTransfer(known, transfer)) return already();
  if (known) {
    const earlier = { earlierAccount: known.credit, earlierEur: formatEur(known.amount) };
    return refused('same key, different payload', earlier);
  }
  if (!account) return refused('unknown account');
  if (account.kind !== 'party') return refused('not a party account');
  return accepted({ transfer, accounts: afterMovements({ get: () => account }, movementsOf(transfer)) });
}
