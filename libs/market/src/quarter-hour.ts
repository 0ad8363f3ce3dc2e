import { type Instant, instant } from './instant.js';

declare const index: unique symbol;

/** A quarter hour of UTC, counted from 1970-01-01T00:00Z: the key of positions, bookings and prices. */
export type QuarterHour = number & { readonly [index]: 'quarter hours' };

export const quarterHourMs = 900_000;

/** A quarter hour from its count. Throws RangeError unless it is a whole number within the years 0000 … 9999. */
export function quarterHour(count: number): QuarterHour {
  instant(count * quarterHourMs);
  if (!Number.isInteger(count)) throw new RangeError(`${count} is not a whole number of quarter hours`);
  return (count + 0) as QuarterHour;
}

/** The quarter hour that starts at an instant. */
export function quarterHourAt(start: Instant): QuarterHour | 'not aligned' {
  return start % quarterHourMs === 0 ? quarterHour(start / quarterHourMs) : 'not aligned';
}

/** The instant at which a quarter hour starts. */
export function startOf(quarter: QuarterHour): Instant {
  return instant(quarter * quarterHourMs);
}
