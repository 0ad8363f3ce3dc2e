import { type AuditState, type Rows, TryAgainLater } from '#libs/messaging';
import type { AsideState } from '#libs/two-phase-branch';
import type { Account } from '../account/account.js';
import type { Hold } from '../hold/hold.js';
import type { Changes } from '../hold/ruling.js';
import type { Transfer } from '../ledger/transfer.js';
import type { DayAheadPrice } from '../price/day-ahead-price.js';
import type { OpenedAccount } from './opened-account.statements.js';
import type { Proceeds } from './proceeds.statements.js';

/** In lock order. Keys: the account's id, the trade's UUID, `transferKey`, the account's id, `priceKey`, the account's id. */
export const settlementTables = ['account', 'hold', 'transfer', 'proceeds', 'price', 'opened'] as const;
export type SettlementTable = (typeof settlementTables)[number];

/** The rows that a batch works on. An account in doubt is among the keys in doubt and not among the accounts. Transfers are loaded only where an ask may be a repeat of one. */
export interface SettlementState extends AuditState, AsideState {
  readonly accounts: Rows<Account>;
  readonly holds: Rows<Hold>;
  readonly transfers: Rows<Transfer>;
  /** Summed up behind the accounts' locks, for withdrawals; nobody puts any. */
  readonly proceeds: Rows<Proceeds>;
  readonly prices: Rows<DayAheadPrice>;
  /** Asked without a lock, for openings; nobody puts any. */
  readonly opened: Rows<OpenedAccount>;
}

/** Puts what a decision changes into the batch's rows. */
export function putChanges(state: SettlementState, { hold, accounts = [], transfers = [] }: Changes): void {
  if (hold) state.holds.put(hold);
  for (const account of accounts) state.accounts.put(account);
  for (const transfer of transfers) state.transfers.put(transfer);
}

/**
 * An account, for whoever waits for its answer.
 *
 * @throws TryAgainLater while it is in doubt: whether it is there, and what it has, is known when the doubt ends
 */
export function accountOutOfDoubt({ accounts, inDoubt }: SettlementState, id: string): Account | undefined {
  const gid = inDoubt.get(id);
  if (gid !== undefined) throw new TryAgainLater(`the account ${id} is in doubt by ${gid}`, { account: id });
  return accounts.get(id);
}
