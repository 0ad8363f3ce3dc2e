import { topics } from '#libs/contracts';
import type { Decision } from '#libs/decision';
import { toEveryone, type Work } from '#libs/messaging';
import { marketNow } from '../gate/market-now.js';
import { type DeclineRefusal, decideDecline } from '../proposal/decide-decline.js';
import { notConfirmedEvent } from '../proposal/proposal-event.js';
import type { TradingState, TradingTable } from '../store/trading.state.js';
import { type NoProposal, proposalFor } from './proposal-for.js';

/** A side ends a proposal: the counterparty declines it, the proposer withdraws it. */
export interface DeclineTrade {
  readonly id: string;
  readonly by: string;
  readonly why: string | undefined;
}

/** Ends a proposed trade and tells everyone. */
export const declineTrade: Work<
  TradingTable,
  TradingState,
  DeclineTrade,
  Decision<unknown, DeclineRefusal | NoProposal>
> = {
  name: 'POST /v1/trades/{id}/decline',
  touches: ({ id }) => ({ saga: [id], proposal: [id] }),
  decide(state, { id, by, why }, now) {
    const found = proposalFor(state, id, by, marketNow(now));
    if ('refusal' in found) return { answer: found.refusal, send: [] };
    const answer = decideDecline(found.proposal, by, why, marketNow(now));
    if (answer.answer !== 'accepted') return { answer, send: found.send };
    state.proposals.put(answer.what);
    return { answer, send: [...found.send, toEveryone(topics.trades.name, notConfirmedEvent(answer.what))] };
  },
};
