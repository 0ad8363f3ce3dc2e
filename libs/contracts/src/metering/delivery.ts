import { z } from 'zod';
import { areaEic, leg, meterPointEic, partyEic } from '../wire.js';

/** What a trade delivers, from whom to whom: the keys of every row that a booking touches. */
export const delivery = z.strictObject({
  seller: partyEic,
  buyer: partyEic,
  /** A meter point, or null: the seller's portfolio in the area. */
  sellerSide: meterPointEic.nullable(),
  /** A meter point, or null: the buyer's portfolio in the area. */
  buyerSide: meterPointEic.nullable(),
  area: areaEic,
  legs: z.array(leg).min(1).max(100),
});

export type Delivery = z.output<typeof delivery>;
