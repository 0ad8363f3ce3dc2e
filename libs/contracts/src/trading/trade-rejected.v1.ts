import { z } from 'zod';
import { tradeTerms } from './trade-terms.js';

/** A trade of which nothing is left behind, and why; final. On `trading.trades.v1`, keyed by the trade's id. */
export const tradeRejectedV1 = {
  type: 'gridsaga.trade.rejected.v1',
  data: z.object({
    ...tradeTerms,
    state: z.literal('rejected'),
    /** The step that could not be done. */
    rejectedAt: z.string(),
    because: z.object({ reason: z.string() }).catchall(z.union([z.string(), z.number()])),
  }),
} as const;

export type TradeRejectedV1 = z.input<typeof tradeRejectedV1.data>;
