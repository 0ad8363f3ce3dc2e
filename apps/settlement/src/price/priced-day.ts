import { type Eic, type QuarterHour, startOf, type TradingDay, tradingDayOf } from '#libs/market';

/** A trading day of an area that prices were brought for. */
export interface PricedDay {
  readonly area: Eic;
  readonly day: TradingDay;
}

/** The trading days that quarter hours fall in, by area and in order, each once. */
export function pricedDays(
  lines: readonly { readonly area: Eic; readonly quarterHour: QuarterHour }[],
  timeZone: string,
): PricedDay[] {
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
