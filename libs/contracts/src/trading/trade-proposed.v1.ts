import { z } from 'zod';
import { instant, partyEic } from '../wire.js';
import { tradeTerms } from './trade-terms.js';

/**
 * A trade that one side proposed and the other has to confirm; it lapses where that does not happen in time. On
 * `trading.trades.v1`, keyed by the trade's id.
 */
export const tradeProposedV1 = {
  type: 'gridsaga.trade.proposed.v1',
  data: z.object({
    ...tradeTerms,
    state: z.literal('proposed'),
    /** The seller or the buyer: the other one confirms. */
    proposedBy: partyEic,
    confirmBefore: instant,
  }),
} as const;

export type TradeProposedV1 = z.input<typeof tradeProposedV1.data>;
