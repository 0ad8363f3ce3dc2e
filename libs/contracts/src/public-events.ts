import type { ZodType, z } from 'zod';
import { bookingFirmedV1 } from './metering/booking-firmed.v1.js';
import { meterPointRegisteredV1 } from './metering/meter-point-registered.v1.js';
import { portfolioChangedV1 } from './metering/portfolio-changed.v1.js';
import { portfolioRegisteredV1 } from './metering/portfolio-registered.v1.js';
import { accountChangedV1 } from './settlement/account-changed.v1.js';
import { accountOpenedV1 } from './settlement/account-opened.v1.js';
import { depositPostedV1 } from './settlement/deposit-posted.v1.js';
import { tradePaidV1 } from './settlement/trade-paid.v1.js';
import { withdrawalPostedV1 } from './settlement/withdrawal-posted.v1.js';
import { type Topic, topics } from './topics.js';
import { partyChangedV1 } from './trading/party-changed.v1.js';
import { partyRegisteredV1 } from './trading/party-registered.v1.js';
import { tradeClearedV1 } from './trading/trade-cleared.v1.js';
import { tradeProposedV1 } from './trading/trade-proposed.v1.js';
import { tradeRejectedV1 } from './trading/trade-rejected.v1.js';

interface PublicEventContract {
  readonly topic: Topic;
  readonly contract: { readonly type: string; readonly data: ZodType<{ readonly sequence: number }> };
  /** What it tells, in one sentence. */
  readonly says: string;
  /** What `ce_subject` names: whose sequence is counted. */
  readonly subject: string;
  /** What the record's key is, where it is not the subject. */
  readonly key?: string;
}

const ofTrade = { subject: "the trade's id" } as const;
const ofParty = { subject: "the party's EIC" } as const;
const ofPortfolio = { subject: '`party/area`' } as const;

/** Every event that other teams may read, each type once: parsing, JSON Schemas and the AsyncAPI document come from here. */
export const publicEvents = [
  {
    ...{ topic: topics.trades, contract: tradeProposedV1, ...ofTrade },
    says: 'One side has proposed a trade; the other confirms it, or it lapses.',
  },
  {
    ...{ topic: topics.trades, contract: tradeClearedV1, ...ofTrade },
    says: 'A trade is final: its energy is firm and its money has moved.',
  },
  {
    ...{ topic: topics.trades, contract: tradeRejectedV1, ...ofTrade },
    says: 'A trade came to nothing, and nothing of it is left.',
  },
  {
    ...{ topic: topics.parties, contract: partyRegisteredV1, ...ofParty },
    says: 'A party has become a member of the market.',
  },
  {
    ...{ topic: topics.parties, contract: partyChangedV1, ...ofParty },
    says: 'A party has changed: it was suspended, or may trade again.',
  },
  {
    ...{ topic: topics.bookings, contract: bookingFirmedV1, ...ofTrade },
    says: "A trade's energy counts into the positions of both sides, by quarter hour.",
  },
  {
    ...{ topic: topics.meterPoints, contract: meterPointRegisteredV1, subject: "the meter point's EIC" },
    says: 'A meter point has been registered.',
  },
  {
    ...{ topic: topics.portfolios, contract: portfolioRegisteredV1, ...ofPortfolio },
    says: 'A portfolio, a side without a meter point of its own, has been registered.',
  },
  {
    ...{ topic: topics.portfolios, contract: portfolioChangedV1, ...ofPortfolio },
    says: 'The limits of a portfolio have changed.',
  },
  {
    ...{ topic: topics.transfers, contract: tradePaidV1, ...ofTrade },
    says: 'The money of a trade has moved: energy and fees, every transfer of it.',
  },
  {
    ...{ topic: topics.transfers, contract: depositPostedV1, subject: "the deposit's id", key: "the account's id" },
    says: 'A party has paid money in.',
  },
  {
    ...{ topic: topics.transfers, contract: withdrawalPostedV1 },
    ...{ subject: "the withdrawal's id", key: "the account's id" },
    says: 'A party has paid money out.',
  },
  {
    ...{ topic: topics.accounts, contract: accountOpenedV1, subject: "the account's id, its party's EIC" },
    says: 'A party has an account.',
  },
  {
    ...{ topic: topics.accounts, contract: accountChangedV1, subject: "the account's id, its party's EIC" },
    says: "An account's terms have changed: its credit limit, or whether it is frozen.",
  },
] as const satisfies readonly PublicEventContract[];

type Contract = (typeof publicEvents)[number]['contract'];

/** The types of events, `gridsaga.trade.cleared.v1` and so on. */
export type PublicEventType = Contract['type'];

/** What an event of the type carries, as it travels. */
export type PublicEventData<Type extends PublicEventType> = z.input<Extract<Contract, { type: Type }>['data']>;
