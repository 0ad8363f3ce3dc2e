import { type Instant, instant } from './instant.js';
import { type QuarterHour, quarterHour, quarterHourMs } from './quarter-hour.js';

export type DurationMinutes = 15 | 30 | 60;

/** What a contract delivers in: a start and 15, 30 or 60 minutes. */
export interface DeliveryPeriod {
  readonly start: Instant;
  readonly durationMinutes: DurationMinutes;
}

/** A period starts at a multiple of its own duration in UTC: hours at the full hour, half hours at :00 and :30. */
export function periodFault({ start, durationMinutes }: DeliveryPeriod): 'not aligned' | undefined {
  return start % (durationMinutes * 60_000) === 0 ? undefined : 'not aligned';
}

/** 1980-01-01T00:00:00Z. */
const firstStart = 315_532_800_000;
/** 9999-01-01T00:00:00Z. */
const startsBefore = 253_370_764_800_000;

/** Whether a delivery may be asked for from an instant on: one of the years 1980 to 9998, UTC, so that its end can be written. */
export const isDeliveryStart = (at: Instant): boolean => at >= firstStart && at < startsBefore;

/** The instant at which a period ends, which is not part of it. */
export function endOf({ start, durationMinutes }: DeliveryPeriod): Instant {
  return instant(start + durationMinutes * 60_000);
}

/** The one, two or four quarter hours of an aligned period, in order. Throws RangeError where it is not aligned. */
export function quarterHoursOf({ start, durationMinutes }: DeliveryPeriod): QuarterHour[] {
  const first = start / quarterHourMs;
  return Array.from({ length: durationMinutes / 15 }, (_, i) => quarterHour(first + i));
}
