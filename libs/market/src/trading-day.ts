import { Temporal } from 'temporal-polyfill';
import { daysInMonth } from './civil-date.js';
import { type Instant, instant } from './instant.js';
import { type QuarterHour, quarterHour, quarterHourMs } from './quarter-hour.js';

/** The time zone of an area's calendar unless the area says otherwise. */
export const defaultTimeZone = 'Europe/Berlin';

/** A day of delivery: from one local midnight to the next, 92, 96 or 100 quarter hours where clocks change by an hour. */
export interface TradingDay {
  /** `YYYY-MM-DD`, local. */
  readonly date: string;
  readonly start: Instant;
  /** The next day's start. */
  readonly end: Instant;
  readonly quarterHours: readonly QuarterHour[];
}

/** The last offset from UTC that was no whole number of quarter hours, Kiritimati's 10:40, ended in October 1979. */
const firstYear = 1980;
/** West of Greenwich the last day of 9999 ends in a year that RFC 3339 cannot write. */
const lastYear = 9998;

/** Whether a text is a date, `YYYY-MM-DD`, whose day has quarter hours everywhere: from 1980 to 9998. */
export function isDate(text: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return false;
  const year = Number(text.slice(0, 4));
  if (year < firstYear || year > lastYear) return false;
  const day = Number(text.slice(8));
  return day >= 1 && day <= daysInMonth(year, Number(text.slice(5, 7)));
}

const dayOf = (date: Temporal.PlainDate, timeZone: string): TradingDay => {
  const start = instant(date.toZonedDateTime(timeZone).epochMilliseconds);
  const end = instant(date.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds);
  const length = (end - start) / quarterHourMs;
  // Steps of UTC between the two midnights: local clock times are missing on one day of the year and doubled on another.
  const quarterHours = Array.from({ length }, (_, i) => quarterHour(start / quarterHourMs + i));
  return { date: date.toString(), start, end, quarterHours };
};

/** The trading day of a local date. Throws RangeError unless `isDate(date)` and the time zone is one of the IANA's. */
export function tradingDay(date: string, timeZone: string = defaultTimeZone): TradingDay {
  if (!isDate(date)) throw new RangeError(`${date} is not a date like 2026-05-01`);
  return dayOf(Temporal.PlainDate.from(date), timeZone);
}

/** The trading day in which an instant falls. */
export function tradingDayOf(at: Instant, timeZone: string = defaultTimeZone): TradingDay {
  return dayOf(Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate(), timeZone);
}
