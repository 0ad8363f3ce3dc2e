import { splitEvenly, type WattHours } from '#libs/units';
import { type DeliveryPeriod, endOf, periodFault, quarterHoursOf } from './delivery-period.js';
import type { QuarterHour } from './quarter-hour.js';

/** One delivery period of a trade and its energy in Wh. */
export interface Leg extends DeliveryPeriod {
  readonly energyWh: WattHours;
}

/** What a leg delivers in one quarter hour, in Wh. */
export interface QuarterHourEnergy {
  readonly quarterHour: QuarterHour;
  readonly energyWh: WattHours;
}

export type LegsFault = 'no legs' | 'more than 100 legs' | 'leg not aligned' | 'legs not adjacent';

/** A trade has 1 … 100 legs, each aligned, each beginning where the one before it ends. */
export function legsFault(legs: readonly DeliveryPeriod[]): LegsFault | undefined {
  if (legs.length === 0) return 'no legs';
  if (legs.length > 100) return 'more than 100 legs';
  if (legs.some((leg) => periodFault(leg))) return 'leg not aligned';
  const gap = legs.some((leg, i) => {
    const before = legs[i - 1];
    return before !== undefined && endOf(before) !== leg.start;
  });
  return gap ? 'legs not adjacent' : undefined;
}

/**
 * The energy of every quarter hour of aligned legs, in order: each leg in equal parts. Energy that its number of
 * quarter hours does not divide is off the lot, for no side may be left with the odd watt-hour.
 */
export function quarterHourEnergies(legs: readonly Leg[]): QuarterHourEnergy[] | 'off the lot' {
  const energies: QuarterHourEnergy[] = [];
  for (const leg of legs) {
    const quarterHours = quarterHoursOf(leg);
    if (leg.energyWh % quarterHours.length !== 0) return 'off the lot';
    const shares = splitEvenly(leg.energyWh, quarterHours.length);
    quarterHours.forEach((quarterHour, i) => {
      const energyWh = shares[i];
      if (energyWh !== undefined) energies.push({ quarterHour, energyWh });
    });
  }
  return energies;
}
