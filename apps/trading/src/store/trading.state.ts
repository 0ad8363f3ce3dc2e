import type { Rows } from '#libs/messaging';
import type { SagaState } from '#libs/saga-runner';
import type { Area } from '../area/area.js';
import type { Party } from '../party/party.js';
import type { Submission } from '../trade/submission.js';
import type { Trade } from '../trade/trade.js';

/** In lock order. Parties and areas are only read where a trade is decided, and not locked. */
export const tradingTables = ['submission', 'saga', 'reference', 'party', 'area'] as const;

export type TradingTable = (typeof tradingTables)[number];

/** Everything that a batch of trading's works may look at. */
export interface TradingState extends SagaState<Trade> {
  readonly submissions: Rows<Submission>;
  /** Trades by their caller's own reference, `${caller}/${externalId}`. */
  readonly references: Rows<Trade>;
  readonly parties: Rows<Party>;
  readonly areas: Rows<Area>;
}

export const referenceKey = ({ caller, externalId }: Pick<Trade, 'caller' | 'externalId'>): string =>
  `${caller}/${externalId}`;
