import { z } from 'zod';
import { areaEic, partyEic } from '../wire.js';

/** What every event of a portfolio says: the portfolio as it is after the event. */
export const portfolioTerms = {
  party: partyEic,
  area: areaEic,
  balanceGroup: z.string(),
  /** How much it may sell and buy, net. */
  injectionLimitW: z.int().min(0),
  consumptionLimitW: z.int().min(0),
  /** Counts the portfolio's events; a consumer drops one that it is past. */
  sequence: z.int().min(1),
};
