import { insertAudits, Rows, type Store, type Transaction } from '#libs/messaging';
import { type OpenSagas, saveSagas } from '#libs/saga-runner';
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
  constructor(private readonly open: OpenSagas<Trade>) {}

  async load(tx: Transaction, keys: Record<TradingTable, readonly string[]>): Promise<TradingState> {
    const { known, missing } = this.open.take(tx, keys.saga);
    const [submissions, sagas, proposals, counterTrades, references, proposed, parties, areas] = await Promise.all([
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

  async save(tx: Transaction, state: TradingState): Promise<void> {
    await Promise.all([
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
