import { Rows, type Store, type Transaction } from '#libs/messaging';
import { saveSagas } from '#libs/saga-runner';
import { submissionKey } from '../trade/submission.js';
import { loadAreas, loadParties, saveAreas, saveParties } from './registry.statements.js';
import { loadSubmissions, saveSubmissions } from './submission.statements.js';
import { loadReferences, loadSagas, saveTrades } from './trade.statements.js';
import { referenceKey, type TradingState, type TradingTable } from './trading.state.js';

/** Trading's tables as a batch sees them. */
export class TradingStore implements Store<TradingTable, TradingState> {
  async load(tx: Transaction, keys: Record<TradingTable, readonly string[]>): Promise<TradingState> {
    const [submissions, sagas, references, parties, areas] = await Promise.all([
      loadSubmissions(tx, keys.submission),
      loadSagas(tx, keys.saga),
      loadReferences(tx, keys.reference),
      loadParties(tx, keys.party),
      loadAreas(tx, keys.area),
    ]);
    return {
      submissions: new Rows(submissionKey, submissions),
      sagas: new Rows(({ id }) => id, sagas),
      references: new Rows(referenceKey, references),
      parties: new Rows(({ eic }) => eic, parties),
      areas: new Rows(({ eic }) => eic, areas),
    };
  }

  async save(tx: Transaction, state: TradingState): Promise<void> {
    await Promise.all([
      saveTrades(tx, state.sagas),
      saveSagas(tx, state.sagas),
      saveSubmissions(tx, state.submissions),
      saveParties(tx, state.parties),
      saveAreas(tx, state.areas),
    ]);
  }
}
