import { insertAudits, Rows, type Store, type Transaction } from '#libs/messaging';
import { transferKey } from '../ledger/transfer.js';
import { priceKey } from '../price/day-ahead-price.js';
import { insertAccounts, lockAccounts, updateTerms, updateTotals } from './account.statements.js';
import { insertHolds, lockHolds, updateHolds } from './hold.statements.js';
import { insertPrices, readPrices } from './price.statements.js';
import { readProceeds } from './proceeds.statements.js';
import type { SettlementState, SettlementTable } from './settlement.state.js';
import { insertTransfers, readTransfers } from './transfer.statements.js';

/** Loads and saves what settlement's decisions work on. Accounts come first: they are what do and undo queue at. */
export const settlementStore: Store<SettlementTable, SettlementState> = {
  async load(tx: Transaction, keys: Record<SettlementTable, readonly string[]>): Promise<SettlementState> {
    const [accounts, holds, transfers, proceeds, prices] = await Promise.all([
      lockAccounts(tx, keys.account),
      lockHolds(tx, keys.hold),
      readTransfers(tx, keys.transfer),
      readProceeds(tx, keys.proceeds),
      readPrices(tx, keys.price),
    ]);
    return {
      accounts: new Rows(({ id }) => id, accounts),
      holds: new Rows(({ id }) => id, holds),
      transfers: new Rows(transferKey, transfers),
      proceeds: new Rows(({ account }) => account, proceeds),
      prices: new Rows(priceKey, prices),
      audits: new Rows(({ id }) => id),
    };
  },

  async save(tx: Transaction, { accounts, holds, transfers, prices, audits }: SettlementState): Promise<void> {
    const changed = accounts.updated();
    await Promise.all([
      insertAccounts(tx, accounts.inserted()),
      updateTotals(tx, changed),
      updateTerms(
        tx,
        changed.filter(({ id, sequence }) => sequence !== accounts.before(id)?.sequence),
      ),
      insertHolds(tx, holds.inserted()),
      updateHolds(tx, holds.updated()),
      insertTransfers(tx, transfers.inserted()),
      // A price that is corrected keeps its row and gets another revision.
      insertPrices(tx, [...prices.inserted(), ...prices.updated()]),
      insertAudits(tx, audits.inserted()),
    ]);
  },
};
