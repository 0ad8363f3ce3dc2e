declare const clock: unique symbol;

/** A point in time: milliseconds since 1970-01-01T00:00Z, within the years 0000 … 9999. */
export type Instant = number & { readonly [clock]: 'ms UTC' };

/** 0000-01-01T00:00:00Z: what RFC 3339 can write begins here … */
export const earliestMs = -62_167_219_200_000;
/** … and ends with the last millisecond of 9999. */
export const latestMs = 253_402_300_799_999;

/** An instant from epoch milliseconds. Throws RangeError unless whole and within the years 0000 … 9999. */
export function instant(ms: number): Instant {
  if (!Number.isInteger(ms) || ms < earliestMs || ms > latestMs) throw new RangeError(`${ms} is not an instant`);
  return (ms + 0) as Instant;
}
