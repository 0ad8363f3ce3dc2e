import { topics } from '#libs/contracts';
import { type Refused, refused } from '#libs/decision';
import type { Instant } from '#libs/market';
import { type Outgoing, toEveryone } from '#libs/messaging';
import { isSideOf, lapsedAt, type Proposal } from '../proposal/proposal.js';
import { notConfirmedEvent } from '../proposal/proposal-event.js';
import type { TradingState } from '../store/trading.state.js';

export type NoProposal = 'unknown trade' | 'never proposed';

/**
 * The proposal as it is now, for one of its sides; whoever is none gets the answer to what does not exist. One whose
 * gate has closed lapses here, should nobody have noticed before.
 */
export function proposalFor(
  state: TradingState,
  id: string,
  by: string,
  now: Instant,
): { readonly proposal: Proposal; readonly send: readonly Outgoing[] } | { readonly refusal: Refused<NoProposal> } {
  const known = state.proposals.get(id);
  const trade = known ?? state.sagas.get(id)?.subject;
  if (!trade || !isSideOf(trade, by)) return { refusal: refused('unknown trade') };
  if (!known) return { refusal: refused('never proposed') };
  const proposal = lapsedAt(known, now);
  if (proposal === known) return { proposal, send: [] };
  state.proposals.put(proposal);
  return { proposal, send: [toEveryone(topics.trades.name, notConfirmedEvent(proposal))] };
}
