import { type Money, money } from './money.js';
import type { CentsPerMWh } from './price.js';
import type { WattHours } from './watt-hours.js';

/**
 * What energy costs at a price, in 10⁻⁸ euro, exactly: Wh × ct/MWh is 10⁻⁸ EUR, so nothing is rounded. The product
 * is made as bigint, for 999 MW over a day is beyond 2⁵³. Negative at a negative price: then the seller pays.
 */
export function cost(energy: WattHours, price: CentsPerMWh): Money {
  return money(BigInt(energy) * BigInt(price));
}
