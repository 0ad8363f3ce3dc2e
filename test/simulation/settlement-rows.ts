import { Rows } from '#libs/messaging';
import { platformAccounts } from '../../apps/settlement/src/account/platform-account.js';
import type { Account } from '../../apps/settlement/src/account/account.js';
import type { Hold } from '../../apps/settlement/src/hold/hold.js';
import { type Transfer, transferKey } from '../../apps/settlement/src/ledger/transfer.js';
import type { SettlementState } from '../../apps/settlement/src/store/settlement.state.js';
import { type BranchRows, noDoubts } from './branch-rows.js';
import { Effects } from './effects.js';
import type { Rules } from './rules.js';
import type { SimulatedTransaction } from './simulated-database.js';
import { simulatedAccounts } from './simulated-market.js';
import { keysIn, locked, type SimulatedStore } from './simulated-store.js';
import { type RowOf, unusedRows } from './unused-rows.js';
import { Violation } from './violation.js';

const unused = {
  proceeds: unusedRows<RowOf<SettlementState['proceeds']>>(),
  prices: unusedRows<RowOf<SettlementState['prices']>>(),
  opened: unusedRows<RowOf<SettlementState['opened']>>(),
  audits: unusedRows<RowOf<SettlementState['audits']>>(),
};

/** Settlement's tables. */
export class SettlementRows implements SimulatedStore<SettlementState> {
  readonly accounts = new Map<string, Account>(simulatedAccounts.map((account) => [account.id, account]));
  readonly holds = new Map<string, Hold>();
  readonly transfers = new Map<string, Transfer>();
  readonly #effects = new Effects('hold');

  constructor(
    private readonly branches: BranchRows,
    private readonly rules: Rules,
  ) {}

  load(tx: SimulatedTransaction, keys: ReadonlyMap<string, ReadonlySet<string>>): SettlementState {
    return this.#load(tx, keys, this.branches.doubtsOf(keysIn(keys, 'account')));
  }

  /** For a branch's own legs, which lock what it has put in doubt itself. */
  loadInBranch(tx: SimulatedTransaction, keys: ReadonlyMap<string, ReadonlySet<string>>): SettlementState {
    return this.#load(tx, keys, noDoubts);
  }

  #load(
    tx: SimulatedTransaction,
    keys: ReadonlyMap<string, ReadonlySet<string>>,
    inDoubt: ReadonlyMap<string, string>,
  ): SettlementState {
    const accounts = [...keysIn(keys, 'account')].filter((key) => !inDoubt.has(key));
    const transfers = [...keysIn(keys, 'transfer')].flatMap((key) => this.transfers.get(key) ?? []);
    return {
      accounts: new Rows(({ id }) => id, locked(tx, 'account', this.accounts, accounts)),
      holds: new Rows(({ id }) => id, locked(tx, 'hold', this.holds, keysIn(keys, 'hold'))),
      transfers: new Rows(transferKey, transfers),
      inDoubt,
      waiting: new Rows(({ command }) => command),
      ...unused,
    };
  }

  save(tx: SimulatedTransaction, { accounts, holds, transfers, waiting }: SettlementState): void {
    const written = [...holds.inserted(), ...holds.updated()];
    for (const { id } of written) tx.lock(`hold ${id}`);
    const changed = accounts.updated();
    const moved = transfers.inserted();
    const aside = [...waiting.inserted(), ...waiting.updated()];
    tx.writes(() => {
      for (const account of changed) this.accounts.set(account.id, account);
      for (const hold of written) this.#keep(hold);
      for (const transfer of moved) this.#move(transfer);
      if (aside.length > 0) this.branches.saveWaiting(aside);
    });
  }

  #keep(hold: Hold): void {
    this.#effects.saw(hold.id, this.holds.get(hold.id)?.state, hold.state);
    if (this.rules.keeps?.(hold) ?? true) this.holds.set(hold.id, hold);
  }

  #move(transfer: Transfer): void {
    const key = transferKey(transfer);
    if (this.transfers.has(key)) throw new Violation('money moves once', `the transfer ${key} is written twice`);
    this.transfers.set(key, transfer);
  }

  /** What the transfers say an account has. */
  folded(account: string): bigint {
    let sum = 0n;
    for (const { debit, credit, amount } of this.transfers.values()) {
      if (credit === account) sum += amount;
      if (debit === account) sum -= amount;
    }
    return sum;
  }

  /** The sum over all accounts, the platform's folded. */
  total(): bigint {
    let sum = 0n;
    for (const { posted } of this.accounts.values()) sum += posted;
    for (const name of Object.values(platformAccounts)) sum += this.folded(name);
    return sum;
  }
}
