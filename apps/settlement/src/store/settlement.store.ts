import { Rows, type Store, type Transaction } from '#libs/messaging';
import { transferKey } from '../ledger/transfer.js';
import { insertAccounts, lockAccounts, updateAccounts } from './account.statements.js';
import { insertHolds, lockHolds, updateHolds } from './hold.statements.js';
import type { SettlementState, SettlementTable } from './settlement.state.js';
import { insertTransfers, readTransfers } from './transfer.statements.js';

/** Loads and saves what settlement's decisions work on. Accounts come first: they are what do and undo queue at. */
export const settlementStore: Store<SettlementTable, SettlementState> = {
  async load(tx: Transaction, keys: Record<SettlementTable, readonly string[]>): Promise<SettlementState> {
    const [accounts, holds, transfers] = await Promise.all([
      lockAccounts(tx, keys.account),
      lockHolds(tx, keys.hold),
      readTransfers(tx, keys.transfer),
    ]);
    return {
      accounts: new Rows(({ id }) => id, accounts),
      holds: new Rows(({ id }) => id, holds),
      transfers: new Rows(transferKey, transfers),
    };
  },

  async save(tx: Transaction, { accounts, holds, transfers }: SettlementState): Promise<void> {
    await Promise.all([
      insertAccounts(tx, accounts.inserted()),
      updateAccounts(tx, accounts.updated()),
      insertHolds(tx, holds.inserted()),
      updateHolds(tx, holds.updated()),
      insertTransfers(tx, transfers.inserted()),
    ]);
  },
};
