import { z } from 'zod';
import { energyWh, instant, partyEic, priceCentsPerMWh } from '../wire.js';
import { transferLine } from './transfer-line.js';

/**
 * The money of a trade has moved, energy and fees in one event: final, once per cleared trade. On
 * `settlement.transfers.v1`, keyed by the trade's id.
 */
export const tradePaidV1 = {
  type: 'gridsaga.trade.paid.v1',
  data: z.object({
    tradeId: z.uuid(),
    /** Of the trade's payment, of which there is one. */
    sequence: z.int().min(1),
    seller: partyEic,
    buyer: partyEic,
    energyWh,
    priceCentsPerMWh,
    /** No transfer is of nothing: at price zero only the fees move. */
    transfers: z.array(transferLine),
    /** By the wall clock. */
    at: instant,
  }),
} as const;

export type TradePaidV1 = z.input<typeof tradePaidV1.data>;
