import { type WattHours, wattHours } from './watt-hours.js';

/**
 * Energy in equal whole parts by largest remainder: parts differ by at most 1 Wh, the larger ones come first, and
 * their sum is the total. Throws RangeError unless `parts` is a whole number above zero.
 */
export function splitEvenly(total: WattHours, parts: number): WattHours[] {
  if (!Number.isSafeInteger(parts) || parts < 1) throw new RangeError(`cannot split into ${parts} parts`);
  const remainder = total % parts;
  const share = (total - remainder) / parts;
  const extra = Math.sign(remainder);
  return Array.from({ length: parts }, (_, i) => wattHours(share + (i < Math.abs(remainder) ? extra : 0)));
}
