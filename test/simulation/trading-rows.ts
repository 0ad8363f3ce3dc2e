import { type AuditRecord, Rows } from '#libs/messaging';
import { type Progress, phaseOf } from '#libs/saga';
import type { OpenSagas, SagaRecord } from '#libs/saga-runner';
import { type GlobalTransaction, isOpen } from '#libs/two-phase';
import { chainsEnded } from '../../apps/trading/src/store/global-transaction.statements.js';
import { type Taken, nothingTaken } from '../../apps/trading/src/store/taken-keys.statements.js';
import type { TradingState } from '../../apps/trading/src/store/trading.state.js';
import type { Trade } from '../../apps/trading/src/trade/trade.js';
import type { PendingTrade } from '../../apps/trading/src/two-phase/pending-trade.js';
import { twoPhaseSaga } from '../../apps/trading/src/two-phase/two-phase-progress.js';
import type { Rules } from './rules.js';
import { type SimulatedTransaction, TriedAgain } from './simulated-database.js';
import { keysIn, locked, type SimulatedStore } from './simulated-store.js';
import { type RowOf, unusedRows } from './unused-rows.js';
import { Violation } from './violation.js';

/** `keptAfter` of taken-keys.statements.ts. */
const keptAfterMs = 5_000;

/** Trading's tables. */
export class TradingRows {
  readonly sagas = new Map<string, SagaRecord<Trade>>();
  readonly transactions = new Map<string, GlobalTransaction>();
  readonly pending = new Map<string, PendingTrade>();

  /** The database's clock. */
  constructor(readonly wall: () => number) {}

  isChainOpen(chain: string): boolean {
    for (const one of this.transactions.values()) if (one.chain === chain && isOpen(one.state)) return true;
    return false;
  }

  /** What `loadTaken` reads: the keys of open global transactions, and of trades that have waited for long. */
  taken(): Taken {
    const keys: Taken['keys'][number][] = [];
    const chains = new Set<string>();
    for (const { chain, legs, state } of this.transactions.values()) {
      if (!isOpen(state)) continue;
      chains.add(chain);
      keys.push({ chain, keys: legs.flatMap((leg) => leg.keys) });
    }
    for (const { waitsFor, keys: kept, since } of this.pending.values())
      if (waitsFor !== null && since < this.wall() - keptAfterMs)
        keys.push({ chain: waitsFor, keys: kept, keptSince: since });
    return { keys, openChains: chains.size };
  }
}

const unused = {
  submissions: unusedRows<RowOf<TradingState['submissions']>>(),
  proposals: unusedRows<RowOf<TradingState['proposals']>>(),
  counterTrades: unusedRows<RowOf<TradingState['counterTrades']>>(),
  references: unusedRows<Trade>(),
  proposedReferences: unusedRows<RowOf<TradingState['proposals']>>(),
  parties: unusedRows<RowOf<TradingState['parties']>>(),
  areas: unusedRows<RowOf<TradingState['areas']>>(),
  audits: unusedRows<AuditRecord>(),
};

/** Trading's tables as a batch of one process sees them, which keeps copies of its sagas. */
export class TradingStoreOfProcess implements SimulatedStore<TradingState> {
  constructor(
    private readonly rows: TradingRows,
    private readonly open: OpenSagas<Trade>,
    private readonly rules: Rules,
  ) {}

  load(tx: SimulatedTransaction, keys: ReadonlyMap<string, ReadonlySet<string>>): TradingState {
    const { known, missing } = this.open.take(tx, [...keysIn(keys, 'saga')]);
    const gids = keysIn(keys, 'global transaction');
    const transactions = gids.size === 0 ? [] : this.#transactions(tx, gids);
    const trades = keysIn(keys, 'two-phase pending');
    return {
      pending: new Rows(({ trade }) => trade, trades.size === 0 ? [] : this.#pending(tx, trades)),
      taken: trades.size === 0 ? nothingTaken : this.rows.taken(),
      transactions: new Rows(({ gid }) => gid, transactions),
      successors: new Rows(
        ({ predecessor }) => predecessor ?? '',
        transactions.filter(({ predecessor }) => predecessor !== null),
      ),
      sagas: new Rows(({ id }) => id, [...known, ...locked(tx, 'saga', this.rows.sagas, missing)]),
      ...unused,
    };
  }

  /** `WHERE gid = ANY ($1) OR predecessor = ANY ($1) … FOR NO KEY UPDATE` */
  #transactions(tx: SimulatedTransaction, gids: ReadonlySet<string>): GlobalTransaction[] {
    const found = [...gids];
    for (const { gid, predecessor } of this.rows.transactions.values())
      if (predecessor !== null && gids.has(predecessor) && !gids.has(gid)) found.push(gid);
    return locked(tx, 'global transaction', this.rows.transactions, found);
  }

  /** One gathering at a time, and `FOR UPDATE SKIP LOCKED`. */
  #pending(tx: SimulatedTransaction, trades: ReadonlySet<string>): PendingTrade[] {
    tx.lock('gathering');
    const free = [...trades].filter((trade) => !tx.isLocked(`pending ${trade}`));
    return locked(tx, 'pending', this.rows.pending, free);
  }

  save(tx: SimulatedTransaction, { sagas, transactions, pending }: TradingState): void {
    const { rows } = this;
    const inserted = sagas.inserted();
    for (const { id } of inserted) {
      tx.lock(`saga ${id}`);
      if (rows.sagas.has(id)) throw new TriedAgain(`the saga ${id} is there already`);
    }
    const touched = sagas.updated();
    for (const { id } of touched) this.#checkRevision(tx, id, sagas.before(id)?.revision);
    const updated = touched.filter(({ id, revision }) => revision !== sagas.before(id)?.revision);
    this.open.keepAfter(tx, [...inserted, ...updated]);
    const changed = [...transactions.inserted(), ...transactions.updated()];
    for (const { gid } of changed) tx.lock(`global transaction ${gid}`);
    const waits = [...pending.inserted(), ...pending.updated()];
    const ended = changed.length === 0 ? [] : chainsEnded(transactions);
    tx.writes(() => {
      for (const saga of inserted) rows.sagas.set(saga.id, saga);
      for (const saga of updated) {
        goesOnRightly(saga, rows.sagas.get(saga.id)?.progress);
        rows.sagas.set(saga.id, saga);
      }
      for (const one of changed) rows.transactions.set(one.gid, one);
      for (const one of waits) {
        if (one.over) rows.pending.delete(one.trade);
        else rows.pending.set(one.trade, one);
      }
      // `releaseWaiting`
      for (const one of ended.length === 0 ? [] : rows.pending.values())
        if (one.waitsFor !== null && ended.includes(one.waitsFor))
          rows.pending.set(one.trade, { ...one, waitsFor: null });
    });
  }

  /** `saga-update` and `saga-check`: at another revision than the one that was worked on the batch fails. */
  #checkRevision(tx: SimulatedTransaction, id: string, seen: number | undefined): void {
    tx.lock(`saga ${id}`);
    if (this.rules.broken?.has('stale revision accepted')) return;
    if (this.rows.sagas.get(id)?.revision !== seen) throw new TriedAgain(`the saga ${id} has changed meanwhile`);
  }
}

/** What never happens to a saga, whatever it is told. */
function goesOnRightly({ id, progress, name }: SagaRecord<Trade>, before: Progress | undefined): void {
  if (!before) return;
  const was = phaseOf(before);
  if (was === 'done' || was === 'undone')
    throw new Violation('a final state never changes', `the saga of ${id} had ended ${was}, and goes on`);
  if (was === 'finishing' && phaseOf(progress) === 'undoing')
    throw new Violation('nothing is undone after the pivot', `the saga of ${id} is undone after its pivot`);
  if (name === twoPhaseSaga.name) return;
  if (before.pausedAt !== undefined && progress.pausedAt !== undefined && asksOf(before) !== asksOf(progress))
    throw new Violation('a paused saga asks nothing', `the saga of ${id} goes on while it is paused`);
}

/** How much a saga has asked, decided and ended. */
function asksOf({ steps, pivot, ended }: Progress): number {
  let asks = Number(pivot !== undefined) + Number(ended !== undefined);
  for (const step in steps) asks += (steps[step]?.do?.asks ?? 0) + (steps[step]?.undo?.asks ?? 0);
  return asks;
}
