import type { Rows } from '#libs/messaging';
import type { SagaState } from '#libs/saga-runner';
import type { Area } from '../area/area.js';
import type { Party } from '../party/party.js';
import type { Proposal } from '../proposal/proposal.js';
import type { Submission } from '../trade/submission.js';
import type { Trade } from '../trade/trade.js';
import type { CounterTrades } from './counter-trade.statements.js';

/**
 * In lock order. Parties and areas are only read where a trade is decided, and not locked; a party's change names the
 * sequence that it was decided on. Counter-trades are read behind the lock of their original's saga.
 */
export const tradingTables = [
  'submission',
  'saga',
  'proposal',
  'counter trade',
  'reference',
  'proposed reference',
  'party',
  'area',
] as const;

export type TradingTable = (typeof tradingTables)[number];

/** Everything that a batch of trading's works may look at. */
export interface TradingState extends SagaState<Trade> {
  readonly submissions: Rows<Submission>;
  /** Trades by their caller's own reference, `${caller}/${externalId}`. */
  readonly references: Rows<Trade>;
  readonly proposals: Rows<Proposal>;
  /** Proposals by their party's own reference, `${party}/${externalId}`. */
  readonly proposedReferences: Rows<Proposal>;
  /** By the original's id. */
  readonly counterTrades: Rows<CounterTrades>;
  readonly parties: Rows<Party>;
  readonly areas: Rows<Area>;
}

export const referenceKey = ({ caller, externalId }: Pick<Trade, 'caller' | 'externalId'>): string =>
  `${caller}/${externalId}`;

export const proposedReferenceKey = ({ proposedBy, externalId }: Pick<Proposal, 'proposedBy' | 'externalId'>): string =>
  referenceKey({ caller: proposedBy, externalId });
