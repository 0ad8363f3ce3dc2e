import { type Accepted, accepted, type Refused, refused } from '#libs/decision';
import { formatInstant, type Instant } from '#libs/market';
import {
  decideSubmission,
  type KnownToTrading,
  type SubmissionRefusal,
  type TradeToSubmit,
} from '../trade/decide-submission.js';
import { proposerOf } from '../trade/trade.js';
import type { Proposal } from './proposal.js';

export type ProposalRefusal = SubmissionRefusal | 'not a side of the trade' | 'gate closed';

/**
 * Whether a party may propose a trade: one that it is a side of, whose gate is still open. Unlike a venue's trade it
 * is not taken after the gate, since nobody could confirm it.
 *
 * @param ask its `caller` is the party
 * @param now by the market clock
 */
export function decideProposal(
  ask: TradeToSubmit,
  known: KnownToTrading,
  now: Instant,
): Accepted<Proposal> | Refused<ProposalRefusal> {
  const proposedBy = proposerOf(ask);
  if (proposedBy === undefined) return refused('not a side of the trade', { at: '/seller', party: ask.caller });
  const decision = decideSubmission(ask, known, now);
  if (decision.answer === 'refused') return decision;
  const { gateClosesAt, registerBy } = decision.what;
  if (now >= gateClosesAt)
    return refused('gate closed', {
      at: '/legs/0/start',
      proposedAt: formatInstant(now),
      closedAt: formatInstant(gateClosesAt),
    });
  const { caller: _, ...terms } = ask;
  return accepted({
    ...terms,
    ...{ proposedBy, proposedAt: now, gateClosesAt, registerBy },
    ...{ state: 'proposed', because: null, endedAt: null, version: 1 },
  });
}
