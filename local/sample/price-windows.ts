import { type QuarterHour, startOf, tradingDay, tradingDayOf } from '#libs/market';

/** Local dates from the first to the last for which every quarter hour has a price. */
export interface PriceWindow {
  readonly from: string;
  readonly to: string;
}

/** The runs of whole local days in a price file, in order. */
export function priceWindows(prices: ReadonlyMap<QuarterHour, unknown>): PriceWindow[] {
  const windows: PriceWindow[] = [];
  const quarters = [...prices.keys()].toSorted((a, b) => a - b);
  let openEnd: number | undefined;
  let seenUntil = Number.NEGATIVE_INFINITY;
  for (const quarter of quarters) {
    const start = startOf(quarter);
    if (start < seenUntil) continue;
    const day = tradingDayOf(start);
    seenUntil = day.end;
    if (!day.quarterHours.every((each) => prices.has(each))) continue;
    const last = windows.at(-1);
    if (last && openEnd === day.start) windows[windows.length - 1] = { from: last.from, to: day.date };
    else windows.push({ from: day.date, to: day.date });
    openEnd = day.end;
  }
  return windows;
}

/** Whether every quarter hour of a local date has a price. */
export function hasPrices(prices: ReadonlyMap<QuarterHour, unknown>, date: string): boolean {
  return tradingDay(date).quarterHours.every((quarter) => prices.has(quarter));
}

/** One sentence against a day, with what there is instead. */
export function sentenceAgainst(fault: string, windows: readonly PriceWindow[]): string {
  const spans = windows.map(({ from, to }) => (from === to ? from : `${from} to ${to}`));
  const list = spans.length > 1 ? `${spans.slice(0, -1).join(', ')} and ${spans.at(-1)}` : (spans[0] ?? 'no whole day');
  return `${fault}; the price file has ${list}.`;
}
