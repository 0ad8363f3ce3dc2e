import { accepted, already, type Decision, refused } from '#libs/decision';
import type { Watts } from '#libs/units';
import type { Portfolio } from './portfolio.js';
import type { Side } from './side.js';

export interface Limits {
  readonly injectionLimitW: Watts;
  readonly consumptionLimitW: Watts;
}

/**
 * Sets a portfolio's limits. Below what is booked they only keep new bookings out: what stands, stands.
 */
export function decideLimits(known: Side | undefined, limits: Limits): Decision<Portfolio, 'unknown portfolio'> {
  if (known?.kind !== 'portfolio') return refused('unknown portfolio');
  const { injectionLimitW: injectionW, consumptionLimitW: consumptionW } = limits;
  if (known.injectionW === injectionW && known.consumptionW === consumptionW) return already();
  return accepted({ ...known, injectionW, consumptionW, sequence: known.sequence + 1 });
}
