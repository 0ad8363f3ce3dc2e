import type { Rows } from '#libs/messaging';
import type { Account } from '../account/account.js';
import type { Hold } from '../hold/hold.js';
import type { Changes } from '../hold/ruling.js';
import type { Transfer } from '../ledger/transfer.js';

/** In lock order. Keys: the account's id, the trade's UUID, `transferKey`. */
export const settlementTables = ['account', 'hold', 'transfer'] as const;
export type SettlementTable = (typeof settlementTables)[number];

/** The rows that a batch works on. Transfers are loaded only where an ask may be a repeat of one. */
export interface SettlementState {
  readonly accounts: Rows<Account>;
  readonly holds: Rows<Hold>;
  readonly transfers: Rows<Transfer>;
}

/** Puts what a decision changes into the batch's rows. */
export function putChanges(state: SettlementState, { hold, accounts = [], transfers = [] }: Changes): void {
  if (hold) state.holds.put(hold);
  for (const account of accounts) state.accounts.put(account);
  for (const transfer of transfers) state.transfers.put(transfer);
}
