import { z } from 'zod';
import { areaEic, energyWh, instant, leg, meterPointEic, partyEic, priceCentsPerMWh } from '../wire.js';

/** What every event of a trade says: the trade as it is after the event. */
export const tradeTerms = {
  tradeId: z.uuid(),
  /** Counts the trade's events; a consumer drops one that it is past. */
  sequence: z.int().min(1),
  externalId: z.string().nullable(),
  seller: partyEic,
  buyer: partyEic,
  sellerSide: meterPointEic.nullable(),
  buyerSide: meterPointEic.nullable(),
  area: areaEic,
  /** An event may come to say more of a leg; a command may not. */
  legs: z.array(z.object(leg.shape)),
  /** Over all legs. */
  energyWh,
  priceCentsPerMWh,
  /** When the deal bound; of one that is not confirmed, when it was proposed. */
  agreedAt: instant,
  /** The cleared trade that this one takes back; null for any other trade. */
  counterOf: z.uuid().nullable().default(null),
};
