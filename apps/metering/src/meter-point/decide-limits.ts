import { accepted, already, type Decision, refused } from '#libs/decision';
import type { Watts } from '#libs/units';
import type { Portfolio } from './portfolio.js';
import type { Side } from './side.js';

export interface Limits {
  readonly injectionLimitW: Watts;
  readonly consumptionLimitW: Watts;
}

export type LimitsRefusal = 'unknown portfolio' | 'changed since it was seen';

/**
 * Sets a portfolio's limits. Below what is booked they only keep new bookings out: what stands, stands.
 *
 * @param seen the version that whoever asks has seen; any where it is left out
 */
export function decideLimits(
  known: Side | undefined,
  limits: Limits,
  seen: number | undefined,
): Decision<Portfolio, LimitsRefusal> {
  if (known?.kind !== 'portfolio') return refused('unknown portfolio');
  const { injectionLimitW: injectionW, consumptionLimitW: consumptionW } = limits;
  if (known.injectionW === injectionW && known.consumptionW === consumptionW) return already();
  if (seen !== undefined && seen !== known.sequence)
    return refused('changed since it was seen', { seenVersion: seen, version: known.sequence });
  return accepted({ ...known, injectionW, consumptionW, sequence: known.sequence + 1 });
}
