import { type WattHours, wattHours } from './watt-hours.js';
import type { Watts } from './watts.js';

/**
 * The energy that a power gives over 15, 30 or 60 minutes, in Wh: power × minutes ÷ 60, rounded down to whole
 * watt-hours, because it is used as a capacity and a capacity must not be overstated.
 * Throws RangeError when the product leaves the safe integers.
 */
export function energyOver(power: Watts, durationMinutes: number): WattHours {
  const wattMinutes = power * durationMinutes;
  if (!Number.isSafeInteger(wattMinutes)) throw new RangeError(`${power} W over ${durationMinutes} min is too much`);
  const remainder = ((wattMinutes % 60) + 60) % 60;
  return wattHours((wattMinutes - remainder) / 60);
}
