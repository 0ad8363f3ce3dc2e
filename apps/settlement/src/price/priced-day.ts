import { type Eic, type QuarterHour, startOf, type TradingDay, tradingDayOf } from '#libs/market';
import type { PriceLine } from './read-price-line.js';

/** A trading day of an area that prices were brought for. */
export interface PricedDay {
  readonly area: Eic;
  readonly day: TradingDay;
}

/** A quarter hour of an area that a price was brought for. */
type PricedQuarter = Pick<PriceLine, 'area' | 'quarterHour'>;

/** The trading days that quarter hours fall in, by area and in order, each once. */
export function pricedDays(lines: readonly PricedQuarter[], timeZone: string): PricedDay[] {
  const quartersOf = new Map<Eic, QuarterHour[]>();
  for (const { area, quarterHour } of lines) {
    const quarters = quartersOf.get(area);
    if (quarters) quarters.push(quarterHour);
    else quartersOf.set(area, [quarterHour]);
  }
  const days: PricedDay[] = [];
  for (const [area, quarters] of [...quartersOf].sort(([a], [b]) => (a < b ? -1 : 1))) {
    let day: TradingDay | undefined;
    for (const quarter of quarters.toSorted((a, b) => a - b)) {
      // A calendar is asked once a day, and not for each of its quarter hours.
      if (day && startOf(quarter) < day.end) continue;
      day = tradingDayOf(startOf(quarter), timeZone);
      days.push({ area, day });
    }
  }
  return days;
}

/**
 * Why lines are too many days of areas for one import, which looks at all quarter hours of each; undefined where they
 * are not. Of very many days no calendar is asked: a local day lies in two days of UTC at most.
 */
export function tooManyDays(lines: readonly PricedQuarter[], timeZone: string, most: number): string | undefined {
  const utcDays = new Set(lines.map(({ area, quarterHour }) => `${area}/${Math.floor(quarterHour / 96)}`)).size;
  const fewest = Math.ceil(utcDays / 2);
  const found = fewest > most ? fewest : pricedDays(lines, timeZone).length;
  if (found <= most) return undefined;
  return `its lines are of ${found === fewest ? 'at least ' : ''}${found} days of areas, expected at most ${most}`;
}
