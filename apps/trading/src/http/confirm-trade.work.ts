import { type Decision, refused } from '#libs/decision';
import type { Work } from '#libs/messaging';
import type { SagaRunner } from '#libs/saga-runner';
import { marketNow } from '../gate/market-now.js';
import { type ConfirmationRefusal, decideConfirmation } from '../proposal/decide-confirmation.js';
import { type TermDifference, termDifferences } from '../proposal/term-differences.js';
import type { TradingState, TradingTable } from '../store/trading.state.js';
import type { Trade, TradeTerms } from '../trade/trade.js';
import { type NoProposal, proposalFor } from './proposal-for.js';
import { startTrade } from './start-trade.js';

/** A side's confirmation of a proposed trade, with the terms as it holds them. */
export interface ConfirmTrade {
  readonly id: string;
  /** The party that confirms. */
  readonly by: string;
  readonly terms: TradeTerms;
}

export interface ConfirmAnswer {
  readonly decision: Decision<unknown, ConfirmationRefusal | NoProposal | 'trade id taken'>;
  /** What the two sides hold differently; empty but for `different terms`. */
  readonly differences: readonly TermDifference[];
}

/** Confirms a proposed trade: its saga starts, or the confirmation is refused and nothing has changed. */
export function confirmTradeWork(
  runner: SagaRunner<Trade>,
): Work<TradingTable, TradingState, ConfirmTrade, ConfirmAnswer> {
  return {
    name: 'POST /v1/trades/{id}/confirm',
    touches: ({ id, terms: { seller, buyer } }) => ({ saga: [id], proposal: [id], party: [seller, buyer] }),
    decide(state, { id, by, terms }, now) {
      const found = proposalFor(state, id, by, marketNow(now));
      if ('refusal' in found) return { answer: { decision: found.refusal, differences: [] }, send: [] };
      const { proposal, send } = found;
      const known = { seller: state.parties.get(terms.seller), buyer: state.parties.get(terms.buyer) };
      const decision = decideConfirmation(proposal, by, terms, known, marketNow(now));
      const differences =
        decision.answer === 'refused' && decision.because.reason === 'different terms'
          ? termDifferences(proposal, terms)
          : [];
      if (decision.answer !== 'accepted') return { answer: { decision, differences }, send };
      // Somebody else's trade came under this id in the very moment in which it was proposed.
      if (state.sagas.get(id)) return { answer: { decision: refused('trade id taken'), differences }, send };
      state.proposals.put(decision.what.proposal);
      return {
        answer: { decision, differences },
        send: [...send, ...startTrade(runner, state, decision.what.trade, now)],
      };
    },
  };
}
