import type { AuditState, Rows } from '#libs/messaging';
import type { Account } from '../account/account.js';
import type { Hold } from '../hold/hold.js';
import type { Changes } from '../hold/ruling.js';
import type { Transfer } from '../ledger/transfer.js';
import type { DayAheadPrice } from '../price/day-ahead-price.js';
import type { Proceeds } from './proceeds.statements.js';

/** In lock order. Keys: the account's id, the trade's UUID, `transferKey`, the account's id, `priceKey`. */
export const settlementTables = ['account', 'hold', 'transfer', 'proceeds', 'price'] as const;
export type SettlementTable = (typeof settlementTables)[number];

/** The rows that a batch works on. Transfers are loaded only where an ask may be a repeat of one. */
export interface SettlementState extends AuditState {
  readonly accounts: Rows<Account>;
  readonly holds: Rows<Hold>;
  readonly transfers: Rows<Transfer>;
  /** Summed up behind the accounts' locks, for withdrawals; nobody puts any. */
  readonly proceeds: Rows<Proceeds>;
  readonly prices: Rows<DayAheadPrice>;
}

/** Puts what a decision changes into the batch's rows. */
export function putChanges(state: SettlementState, { hold, accounts = [], transfers = [] }: Changes): void {
  if (hold) state.holds.put(hold);
  for (const account of accounts) state.accounts.put(account);
  for (const transfer of transfers) state.transfers.put(transfer);
}
