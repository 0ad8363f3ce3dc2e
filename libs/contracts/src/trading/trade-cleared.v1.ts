import { z } from 'zod';
import { tradeTerms } from './trade-terms.js';

/** A trade whose money is posted and whose delivery is firm; final. On `trading.trades.v1`, keyed by the trade's id. */
export const tradeClearedV1 = {
  type: 'gridsaga.trade.cleared.v1',
  data: z.object({ ...tradeTerms, state: z.literal('cleared') }),
} as const;

export type TradeClearedV1 = z.input<typeof tradeClearedV1.data>;
