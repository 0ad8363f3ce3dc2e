import type { Eic } from '#libs/market';
import type { MeterPoint } from './meter-point.js';
import type { Portfolio } from './portfolio.js';

/** What a booking counts on: a meter point, or a party's portfolio in an area. */
export type Side = MeterPoint | Portfolio;

/** Which end of a trade: the seller's side injects, the buyer's side consumes. */
export type End = 'seller' | 'buyer';

/** A side's key: the meter point's EIC, or `party/area` where the party has no meter point of its own in the trade. */
export const sideKey = (party: Eic, area: Eic, meterPoint: Eic | null): string => meterPoint ?? `${party}/${area}`;
