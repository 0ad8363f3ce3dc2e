import type { Eic, Instant, QuarterHour } from '#libs/market';
import type { CentsPerMWh } from '#libs/units';

/** What a quarter hour costs in an area's day-ahead auction. Never changed: a correction is another revision. */
export interface DayAheadPrice {
  readonly area: Eic;
  readonly quarterHour: QuarterHour;
  readonly priceCentsPerMWh: CentsPerMWh;
  /** Who published it, like `SMARD.de`. */
  readonly source: string;
  /** Counts from one; the latest holds. */
  readonly revision: number;
  /** When it was taken, by the wall clock. */
  readonly at: Instant;
}

/** The price's key as one text, for maps. */
export const priceKey = (price: Pick<DayAheadPrice, 'area' | 'quarterHour'>): string =>
  `${price.area}/${price.quarterHour}`;
