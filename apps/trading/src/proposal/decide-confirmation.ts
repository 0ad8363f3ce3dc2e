import { type Accepted, type Already, accepted, already, type Refused, refused, refusedAgain } from '#libs/decision';
import { formatInstant, type Instant } from '#libs/market';
import { type KnownToTrading, suspensionOf } from '../trade/decide-submission.js';
import type { Trade } from '../trade/trade.js';
import { counterpartyOf, type Proposal } from './proposal.js';
import { type SharedTerms, termDifferences } from './term-differences.js';

export type ConfirmationRefusal =
  | 'only the counterparty confirms'
  | 'declined'
  | 'gate closed'
  | 'different terms'
  | 'party suspended';

/** What a confirmation leads to: the proposal as it is then, and the trade that binds from now on. */
export interface Confirmed {
  readonly proposal: Proposal;
  readonly trade: Trade;
}

/**
 * Whether a side's confirmation makes a proposal binding. The proposal has lapsed already where its gate has closed
 * (`lapsedAt`); a confirmation of one that is confirmed changes nothing, whenever it comes.
 *
 * @param by one of the two sides
 * @param now by the market clock; the deal binds at this instant
 */
export function decideConfirmation(
  proposal: Proposal,
  by: string,
  terms: SharedTerms,
  known: Pick<KnownToTrading, 'seller' | 'buyer'>,
  now: Instant,
): Accepted<Confirmed> | Already | Refused<ConfirmationRefusal> {
  const { state, gateClosesAt, because } = proposal;
  const counterparty = counterpartyOf(proposal);
  if (by !== counterparty) return refused('only the counterparty confirms', { counterparty });
  if (state === 'declined') return refused('declined', sayingWhy(because));
  if (state === 'lapsed')
    return refused('gate closed', { closedAt: formatInstant(gateClosesAt), now: formatInstant(now) });
  const different = termDifferences(proposal, terms).length;
  if (different > 0) return refused('different terms', { differences: different });
  if (state === 'confirmed') return already();
  const suspended = suspensionOf(known);
  if (suspended) return refusedAgain(suspended.because);
  return accepted({
    proposal: { ...proposal, state: 'confirmed', endedAt: now, version: proposal.version + 1 },
    trade: tradeOf(proposal, now),
  });
}

const sayingWhy = (because: Proposal['because']): Readonly<Record<string, string | number>> => {
  const { reason: _, ...details } = because ?? { reason: 'declined' };
  return details;
};

function tradeOf(
  {
    proposedBy: caller,
    proposedAt: _at,
    state: _state,
    because: _because,
    endedAt: _ended,
    version: _version,
    ...terms
  }: Proposal,
  agreedAt: Instant,
): Trade {
  return { ...terms, caller, agreedAt, counterOf: null };
}
