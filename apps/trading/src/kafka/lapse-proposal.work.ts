import { topics } from '#libs/contracts';
import { toEveryone, type Work } from '#libs/messaging';
import { marketNow } from '../gate/market-now.js';
import { lapsedAt } from '../proposal/proposal.js';
import { notConfirmedEvent } from '../proposal/proposal-event.js';
import type { TradingState, TradingTable } from '../store/trading.state.js';

/** Ends a proposal whose gate has closed, and tells everyone; one that ended meanwhile stays as it is. */
export const lapseProposal: Work<TradingTable, TradingState, { readonly id: string }, 'lapsed' | 'unchanged'> = {
  name: 'lapse of a proposal',
  touches: ({ id }) => ({ proposal: [id] }),
  decide(state, { id }, now) {
    const known = state.proposals.get(id);
    const proposal = known && lapsedAt(known, marketNow(now));
    if (!proposal || proposal === known) return { answer: 'unchanged', send: [] };
    state.proposals.put(proposal);
    return { answer: 'lapsed', send: [toEveryone(topics.trades.name, notConfirmedEvent(proposal))] };
  },
};
