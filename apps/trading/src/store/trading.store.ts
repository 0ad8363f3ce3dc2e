import { insertAudits, Rows, type Store, type Transaction } from '#libs/messaging';
import { type OpenSagas, saveSagas } from '#libs/saga-runner';
import { passDecisionPoints } from './decision-points.js';
import { chainsEnded, endedIn, loadTransactions, saveTransactions } from './global-transaction.statements.js';
import { loadPending, releaseWaiting, savePending } from './pending-trade.statements.js';
import { type KnownKeys, loadTaken } from './taken-keys.statements.js';
import type { GlobalTransaction } from '#libs/two-phase';
import { submissionKey } from '../trade/submission.js';
import type { Trade } from '../trade/trade.js';
import { loadCounterTrades } from './counter-trade.statements.js';
import { loadProposals, loadProposedReferences, saveProposals } from './proposal.statements.js';
import { loadAreas, loadParties, saveAreas, saveParties } from './registry.statements.js';
import { loadSubmissions, saveSubmissions } from './submission.statements.js';
import { loadReferences, loadSagas, saveTrades } from './trade.statements.js';
import { proposedReferenceKey, referenceKey, type TradingState, type TradingTable } from './trading.state.js';

/** Trading's tables as a batch sees them. */
export class TradingStore implements Store<TradingTable, TradingState> {
  readonly #knownKeys: KnownKeys = new Map();
  #ended: (transactions: readonly GlobalTransaction[]) => void = () => undefined;

  constructor(private readonly open: OpenSagas<Trade>) {}

  /** Called with the global transactions that a batch has ended, once that has committed; it must not throw. */
  onEnded(listener: (transactions: readonly GlobalTransaction[]) => void): void {
    this.#ended = listener;
  }

  async load(tx: Transaction, keys: Record<TradingTable, readonly string[]>): Promise<TradingState> {
    const { known, missing } = this.open.take(tx, keys.saga);
    // Sent in lock order.
    const [
      [pending, taken],
      transactions,
      submissions,
      sagas,
      proposals,
      counterTrades,
      references,
      proposed,
      parties,
      areas,
    ] = await Promise.all([
      this.#gathering(tx, keys['two-phase pending']),
      loadTransactions(tx, keys['global transaction']),
      loadSubmissions(tx, keys.submission),
      loadSagas(tx, missing),
      loadProposals(tx, keys.proposal),
      loadCounterTrades(tx, keys['counter trade']),
      loadReferences(tx, keys.reference),
      loadProposedReferences(tx, keys['proposed reference']),
      loadParties(tx, keys.party),
      loadAreas(tx, keys.area),
    ]);
    return {
      pending: new Rows(({ trade }) => trade, pending),
      taken,
      transactions: new Rows(({ gid }) => gid, transactions),
      successors: new Rows(
        ({ predecessor }) => predecessor ?? '',
        transactions.filter(({ predecessor }) => predecessor !== null),
      ),
      submissions: new Rows(submissionKey, submissions),
      sagas: new Rows(({ id }) => id, [...known, ...sagas]),
      proposals: new Rows(({ id }) => id, proposals),
      counterTrades: new Rows(({ of }) => of, counterTrades),
      references: new Rows(referenceKey, references),
      proposedReferences: new Rows(proposedReferenceKey, proposed),
      parties: new Rows(({ eic }) => eic, parties),
      areas: new Rows(({ eic }) => eic, areas),
      audits: new Rows(({ id }) => id),
    };
  }

  /** The rows and what is in their way; the advisory lock that both stand behind comes with the first statement. */
  #gathering(tx: Transaction, trades: readonly string[]) {
    return Promise.all([loadPending(tx, trades), loadTaken(tx, trades, this.#knownKeys)] as const);
  }

  async save(tx: Transaction, state: TradingState): Promise<void> {
    passDecisionPoints(tx, state.transactions);
    const ended = endedIn(state.transactions);
    if (ended.length > 0)
      tx.onEnd((committed) => {
        if (committed) this.#ended(ended);
      });
    await Promise.all([
      saveTransactions(tx, state.transactions),
      savePending(tx, state.pending),
      releaseWaiting(tx, chainsEnded(state.transactions)),
      saveTrades(tx, state.sagas),
      saveSagas(tx, state.sagas, this.open),
      saveSubmissions(tx, state.submissions),
      saveParties(tx, state.parties),
      saveAreas(tx, state.areas),
      saveProposals(tx, state.proposals),
      insertAudits(tx, state.audits.inserted()),
    ]);
  }
}
