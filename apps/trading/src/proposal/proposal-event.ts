import { type TradeProposedV1, type TradeRejectedV1, tradeProposedV1, tradeRejectedV1 } from '#libs/contracts';
import { formatInstant } from '#libs/market';
import { eventOfTrade, toldTerms } from '../trade/trade-event.js';
import { confirmationStep, type Proposal } from './proposal.js';

const termsOf = (proposal: Proposal, sequence: number) =>
  toldTerms({ ...proposal, agreedAt: proposal.proposedAt, counterOf: null }, sequence);

/** What everyone is told when a trade is proposed. */
export const proposedEvent = (proposal: Proposal) =>
  eventOfTrade(tradeProposedV1.type, {
    ...termsOf(proposal, 1),
    state: 'proposed',
    proposedBy: proposal.proposedBy,
    confirmBefore: formatInstant(proposal.gateClosesAt),
  } satisfies TradeProposedV1);

/** What everyone is told when it was declined or has lapsed; a confirmed one is told of as a trade when that has ended. */
export const notConfirmedEvent = (proposal: Proposal) =>
  eventOfTrade(tradeRejectedV1.type, {
    ...termsOf(proposal, 2),
    state: 'rejected',
    rejectedAt: confirmationStep,
    because: proposal.because ?? { reason: proposal.state },
  } satisfies TradeRejectedV1);
