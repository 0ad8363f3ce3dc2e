import { type QuarterHour, type TradingDay, tradingDay } from '#libs/market';
import { Temporal } from 'temporal-polyfill';

/** A day of the file by UTC, and the season's factor in percent. */
export interface SunSource {
  readonly date: string;
  readonly percent: number;
}

const fileYear = 2021;
const allMillionths = 1_000_000n;
const percentOnFirstOfMay = 15;
const mostPercentAbove = 20;
const mostPercentBelow = 40;

const quartersOf = (date: string): readonly QuarterHour[] => tradingDay(date, 'UTC').quarterHours;
const solsticeBefore = (year: number) => new Temporal.PlainDate(year - 1, 12, 21);

/** Days between a date and the nearest 21 December, 0 … 183: equal on both sides of it means the same sun. */
function daysFromSolstice(date: Temporal.PlainDate): number {
  const after = solsticeBefore(date.year).until(date).days;
  const before = date.until(solsticeBefore(date.year + 1)).days;
  return Math.min(after, Math.abs(before));
}

/** The whole days of the file by UTC, in order, each with its sum. */
function wholeDays(pv: ReadonlyMap<QuarterHour, bigint>): { date: Temporal.PlainDate; sum: bigint }[] {
  const first = solsticeBefore(fileYear);
  return Array.from({ length: 183 }, (_, i) => first.add({ days: i })).flatMap((date) => {
    const values = quartersOf(date.toString()).map((quarter) => pv.get(quarter));
    const known = values.filter((value) => value !== undefined);
    return known.length === values.length ? [{ date, sum: known.reduce((a, b) => a + b, 0n) }] : [];
  });
}

/** Where a delivery day takes its sun from; the rule stands in data/README.md. Throws on a file without a whole day. */
export function sunSource(date: string, pv: ReadonlyMap<QuarterHour, bigint>): SunSource {
  const days = wholeDays(pv);
  const [first, last] = [days[0]?.date, days.at(-1)?.date];
  if (!first || !last) throw new Error('the PV file holds no whole day');
  const own = days.find((day) => day.date.toString().slice(5) === date.slice(5));
  if (own) return { date: own.date.toString(), percent: 100 };

  const distance = daysFromSolstice(Temporal.PlainDate.from(date));
  const highest = daysFromSolstice(last);
  if (distance > highest) {
    const toFirstOfMay = daysFromSolstice(new Temporal.PlainDate(fileYear, 5, 1)) - highest;
    const above = Math.floor((percentOnFirstOfMay * (distance - highest)) / toFirstOfMay);
    return { date: last.toString(), percent: 100 + Math.min(mostPercentAbove, above) };
  }
  const lowest = daysFromSolstice(first);
  const mirrored = solsticeBefore(fileYear).add({ days: Math.max(distance, lowest) });
  const near = days.filter((day) => Math.abs(day.date.until(mirrored).days) <= 7);
  const sunniest = near.reduce((best, day) => (day.sum > best.sum ? day : best));
  const below = Math.floor((mostPercentBelow * Math.max(0, lowest - distance)) / lowest);
  return { date: sunniest.date.toString(), percent: 100 - below };
}

/** Millionths of the installed power in every quarter hour of a day, by **UTC** of the source day, at most a million. */
export function dayPvMillionths(day: TradingDay, pv: ReadonlyMap<QuarterHour, bigint>): bigint[] {
  const { date, percent } = sunSource(day.date, pv);
  const source = quartersOf(date);
  return day.quarterHours.map((quarter) => {
    const at = source[((quarter % 96) + 96) % 96];
    const value = at === undefined ? undefined : pv.get(at);
    if (value === undefined) throw new Error(`the PV file has a gap on ${date}`);
    const scaled = (value * BigInt(percent)) / 100n;
    return scaled > allMillionths ? allMillionths : scaled;
  });
}
