import { z } from 'zod';
import { energyWh, partyEic, priceCentsPerMWh } from '../wire.js';

/** Asks settlement to set aside the payer's price × energy and both sides' fees: a hold, named by the trade. */
export const holdFundsV1 = {
  type: 'settlement.hold-funds.v1',
  body: z.strictObject({
    seller: partyEic,
    buyer: partyEic,
    /** Over all legs. */
    energyWh,
    priceCentsPerMWh,
  }),
} as const;

export type HoldFundsV1 = z.output<typeof holdFundsV1.body>;
