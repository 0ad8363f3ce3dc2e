import { type Money, money } from './money.js';
import type { MilliCentsPerMWh } from './price.js';
import { roundedQuotient } from './rounded-quotient.js';
import type { WattHours } from './watt-hours.js';

/**
 * A fee on energy, in 10⁻⁸ euro, rounded once, half away from zero: Wh × mct/MWh is 10⁻¹¹ EUR.
 * To be called once per trade and side with the trade's whole energy; the sum over legs would round more than once.
 */
export function fee(energy: WattHours, rate: MilliCentsPerMWh): Money {
  return money(roundedQuotient(BigInt(energy) * BigInt(rate), 1000n));
}
