import { holdFundsV1 } from '#libs/contracts';
import { isUuid } from '#libs/messaging';
import type { LegRule } from '#libs/two-phase-branch';
import type { MilliCentsPerMWh } from '#libs/units';
import { decideHoldAndPost } from '../hold/decide-hold-and-post.js';
import { putChanges, type SettlementState, type SettlementTable } from '../store/settlement.state.js';
import { wallInstant } from '../store/wall-instant.js';
import { tradePaid } from './trade-paid.js';

/**
 * Settlement's part of a trade that is cleared at one instant: its body is that of an ask to hold funds, and what it
 * leaves is a posted hold.
 *
 * @param rate of the trading fee
 */
export const holdLegs = (rate: MilliCentsPerMWh): LegRule<SettlementTable, SettlementState> => ({
  read(id, body) {
    if (!isUuid(id)) throw new Error(`the trade's id ${id} is not a UUID in lower case`);
    const ask = { id, ...holdFundsV1.body.parse(body) };
    const accounts = [...new Set([ask.seller, ask.buyer])];
    return {
      keys: accounts,
      touches: { account: accounts, hold: [id] },
      decide(state, now) {
        const at = wallInstant(now);
        const { decision, changes } = decideHoldAndPost(ask, state.holds.get(id), state.accounts, rate, at);
        if (decision.answer === 'refused') return decision;
        putChanges(state, changes);
        return { answer: 'accepted', send: tradePaid(changes, at) };
      },
    };
  },
});
