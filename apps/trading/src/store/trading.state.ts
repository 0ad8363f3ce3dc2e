import type { Rows } from '#libs/messaging';
import type { SagaState } from '#libs/saga-runner';
import type { GlobalTransaction } from '#libs/two-phase';
import type { Area } from '../area/area.js';
import type { Party } from '../party/party.js';
import type { Proposal } from '../proposal/proposal.js';
import type { Submission } from '../trade/submission.js';
import type { Trade } from '../trade/trade.js';
import type { PendingTrade } from '../two-phase/pending-trade.js';
import type { CounterTrades } from './counter-trade.statements.js';
import type { Taken } from './taken-keys.statements.js';

/**
 * In lock order. Parties and areas are only read where a trade is decided, and not locked; a party's change names the
 * sequence that it was decided on. Counter-trades are read behind the lock of their original's saga.
 *
 * A global transaction comes before the sagas of its trades, since whoever goes on with it needs both, and whoever comes
 * from a trade's saga needs no global transaction. Trades that wait to be gathered come first of all: whoever gathers
 * holds an advisory lock besides, so that there is one at a time, and makes global transactions that nobody knows yet.
 */
export const tradingTables = [
  'two-phase pending',
  'global transaction',
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
  /** Two-phase trades that are in no global transaction; not those that somebody else has locked. */
  readonly pending: Rows<PendingTrade>;
  /** What stands in the way of gathering the pending ones. */
  readonly taken: Taken;
  /** By gid; where one was asked for, its successor stands here too. */
  readonly transactions: Rows<GlobalTransaction>;
  /** The same, by the gid of the one before. */
  readonly successors: Rows<GlobalTransaction>;
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
