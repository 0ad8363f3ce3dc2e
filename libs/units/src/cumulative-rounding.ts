import { roundedQuotient } from './rounded-quotient.js';
import { type WattHours, wattHours } from './watt-hours.js';

/**
 * A series of energies numerator ÷ denominator as whole Wh, rounded cumulatively: every running sum is the exact
 * running sum rounded half away from zero, so a day's sum is right although no single value is off by a whole Wh.
 * A series without negative numerators stays without negative energies. The denominator is above zero.
 */
export function cumulativeRounding(numerators: readonly bigint[], denominator: bigint): WattHours[] {
  if (denominator <= 0n) throw new RangeError(`a denominator of ${denominator} is not above zero`);
  let exact = 0n;
  let given = 0n;
  return numerators.map((numerator) => {
    exact += numerator;
    const energy = roundedQuotient(exact, denominator) - given;
    given += energy;
    return wattHours(Number(energy));
  });
}
