import { insertAudits, Rows, type Store, type Transaction } from '#libs/messaging';
import { saveWaiting } from '#libs/two-phase-branch';
import { transferKey } from '../ledger/transfer.js';
import { priceKey } from '../price/day-ahead-price.js';
import {
  insertAccounts,
  lockAccounts,
  lockAccountsOutsideDoubt,
  updateTerms,
  updateTotals,
} from './account.statements.js';
import { insertHolds, lockHolds, updateHolds } from './hold.statements.js';
import { readOpened } from './opened-account.statements.js';
import { insertPrices, readPrices } from './price.statements.js';
import { readProceeds } from './proceeds.statements.js';
import type { SettlementState, SettlementTable } from './settlement.state.js';
import { insertTransfers, readTransfers } from './transfer.statements.js';

/** Loads and saves what settlement's decisions work on. Accounts come first: they are what do and undo queue at. */
const storeLocking = (lock: typeof lockAccounts): Store<SettlementTable, SettlementState> => ({
  async load(tx: Transaction, keys: Record<SettlementTable, readonly string[]>): Promise<SettlementState> {
    const [{ accounts, inDoubt }, holds, transfers, proceeds, prices, opened] = await Promise.all([
      lock(tx, keys.account),
      lockHolds(tx, keys.hold),
      readTransfers(tx, keys.transfer),
      readProceeds(tx, keys.proceeds),
      readPrices(tx, keys.price),
      readOpened(tx, keys.opened),
    ]);
    return {
      accounts: new Rows(({ id }) => id, accounts),
      holds: new Rows(({ id }) => id, holds),
      transfers: new Rows(transferKey, transfers),
      proceeds: new Rows(({ account }) => account, proceeds),
      prices: new Rows(priceKey, prices),
      opened: new Rows(({ id }) => id, opened),
      inDoubt,
      waiting: new Rows(({ command }) => command),
      audits: new Rows(({ id }) => id),
    };
  },

  async save(tx: Transaction, { accounts, holds, transfers, prices, waiting, audits }: SettlementState): Promise<void> {
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
      saveWaiting(tx, waiting),
      insertAudits(tx, audits.inserted()),
    ]);
  },
});

/** For messages and requests, which step aside for what is in doubt. */
export const settlementStore = storeLocking(lockAccountsOutsideDoubt);

/** For a branch's own legs, which lock what it has put in doubt itself. */
export const settlementBranchStore = storeLocking(lockAccounts);
