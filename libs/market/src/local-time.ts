import { Temporal } from 'temporal-polyfill';
import { earliestMs, type Instant, instant, latestMs } from './instant.js';
import { formatInstant } from './instant-text.js';

const dayMs = 86_400_000;
const minuteMs = 60_000;
/** Asking a calendar library costs microseconds, and a list has thousands of legs: a UTC day is asked for once. */
const mostDaysKept = 4_096;
const offsetOfDay = new Map<string, number | 'changes'>();

/** An area's clock against UTC, in whole minutes: offsets with seconds ended with the nineteenth century. */
function askedOffsetMs(at: number, timeZone: string): number {
  const { offsetNanoseconds } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  return Math.round(offsetNanoseconds / 1e6 / minuteMs) * minuteMs;
}

/** One offset for a whole UTC day, unless the clocks change in it. */
function offsetMs(at: number, timeZone: string): number {
  const day = Math.floor(at / dayMs);
  const key = `${timeZone}/${day}`;
  let known = offsetOfDay.get(key);
  if (known === undefined) {
    const [first, last] = [askedOffsetMs(day * dayMs, timeZone), askedOffsetMs((day + 1) * dayMs - 1, timeZone)];
    known = first === last ? first : 'changes';
    if (offsetOfDay.size >= mostDaysKept) offsetOfDay.clear();
    offsetOfDay.set(key, known);
  }
  return known === 'changes' ? askedOffsetMs(at, timeZone) : known;
}

const twoDigits = (n: number): string => n.toString().padStart(2, '0');

/**
 * An instant as the clocks of an area show it, with their offset: `2026-05-01T12:00:00+02:00`. The offset tells the two
 * hours of an October night apart. Throws RangeError unless the time zone is one of the IANA's.
 */
export function formatLocal(at: Instant, timeZone: string): string {
  const asked = offsetMs(at, timeZone);
  // The first and last hours that RFC 3339 can write have no local time everywhere.
  const offset = at + asked < earliestMs || at + asked > latestMs ? 0 : asked;
  const minutes = Math.abs(offset) / minuteMs;
  const sign = offset < 0 ? '-' : '+';
  const local = formatInstant(instant(at + offset)).slice(0, -1);
  return `${local}${sign}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}
