import { civilDateOf, daysInMonth, daysSinceEpoch } from './civil-date.js';
import { earliestMs, type Instant, instant, latestMs } from './instant.js';

const dayMs = 86_400_000;
const withOffset = /^(.{16}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)([+-])([0-9]{2}):([0-9]{2})$/;
const withFraction = /^(.{19})\.([0-9]{1,9})Z$/;

/** Two digits at a place, or NaN. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Epoch milliseconds of `YYYY-MM-DDTHH:MM`, or NaN: 30 February, hour 24 and other signs included. */
function minuteMs(text: string): number {
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const signs = text[4] === '-' && text[7] === '-' && text[10] === 'T' && text[13] === ':';
  if (!signs || !(day >= 1 && day <= daysInMonth(year, month) && hour <= 23 && minute <= 59)) return Number.NaN;
  return daysSinceEpoch({ year, month, day }) * dayMs + hour * 3_600_000 + minute * 60_000;
}

/** Epoch milliseconds of a text that ends in Z, or NaN. */
function utcMs(text: string): number {
  const minute = minuteMs(text);
  if (text.length === 17) return text[16] === 'Z' ? minute : Number.NaN;
  const second = twoDigits(text, 17);
  if (text[16] !== ':' || !(second <= 59)) return Number.NaN;
  if (text.length === 20) return text[19] === 'Z' ? minute + second * 1000 : Number.NaN;
  const fraction = withFraction.exec(text)?.[2];
  return fraction ? minute + second * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3)) : Number.NaN;
}

/**
 * Reads RFC 3339 with an offset: `2026-05-01T10:00:00Z`, `…T12:00:00.250+02:00`; seconds may be left out. Up to nine
 * places of a second are read and those beyond milliseconds dropped. No leap second, no hour 24, no lower case.
 */
export function parseInstant(text: string): Instant | 'malformed' {
  let ms = utcMs(text);
  if (Number.isNaN(ms)) {
    const match = withOffset.exec(text);
    if (!match) return 'malformed';
    const [, local = '', sign, hours = '', minutes = ''] = match;
    if (Number(hours) > 23 || Number(minutes) > 59) return 'malformed';
    const offsetMs = Number(hours) * 3_600_000 + Number(minutes) * 60_000;
    ms = utcMs(`${local}Z`) + (sign === '-' ? offsetMs : -offsetMs);
  }
  return ms >= earliestMs && ms <= latestMs ? instant(ms) : 'malformed';
}

const padded = (n: number, width: number): string => n.toString().padStart(width, '0');

/** `2026-05-01T10:00:00Z`, with three places of a second only where there are milliseconds. */
export function formatInstant(at: Instant): string {
  const days = Math.floor(at / dayMs);
  const ms = at - days * dayMs;
  const { year, month, day } = civilDateOf(days);
  const time = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60].map((n) => padded(Math.floor(n), 2)).join(':');
  const fraction = ms % 1000 === 0 ? '' : `.${padded(ms % 1000, 3)}`;
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}T${time}${fraction}Z`;
}
