import { instant, type Leg } from '#libs/market';
import { wattHours } from '#libs/units';

/** A leg as it is kept: start in milliseconds, minutes, watt-hours. */
export type StoredLeg = readonly [number, Leg['durationMinutes'], number];

/** Legs as the JSON of their column. */
export const storedLegs = (legs: readonly Leg[]): string =>
  JSON.stringify(legs.map((leg): StoredLeg => [leg.start, leg.durationMinutes, leg.energyWh]));

export const readLegs = (stored: readonly StoredLeg[]): Leg[] =>
  stored.map(([start, durationMinutes, energyWh]) => ({
    start: instant(start),
    durationMinutes,
    energyWh: wattHours(energyWh),
  }));
