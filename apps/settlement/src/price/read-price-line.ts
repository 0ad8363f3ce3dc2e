import { type Eic, formatInstant, isDate, parseEic, parseInstant, type QuarterHour, quarterHourAt } from '#libs/market';
import { type CentsPerMWh, parseCentsPerMWh } from '#libs/units';

/** A line of a price file that means one thing. */
export interface PriceLine {
  /** As an editor counts it. */
  readonly line: number;
  readonly area: Eic;
  readonly quarterHour: QuarterHour;
  readonly priceCentsPerMWh: CentsPerMWh;
}

/** A line that was not taken, and why, in words that say what was found and what was expected. */
export interface RefusedLine {
  readonly line: number;
  readonly because: string;
}

/** A line's fields as they stand in the file, by what they mean. */
export interface PriceFields {
  readonly line: number;
  readonly area: string;
  readonly start: string;
  readonly price: string;
}

/** Longer texts say no more about a mistake. */
const quoted = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);

const faultsOfPrice = {
  malformed: 'is not decimal text in EUR/MWh, like 89.53 or -5',
  'off a cent': 'is more than 0.000001 EUR off a whole cent',
  'out of range': 'is beyond 99999.99 EUR/MWh',
} as const;

/** Reads one line. Decimal text becomes cents digit by digit, never through a float product. */
export function readPriceLine({ line, area, start, price }: PriceFields): PriceLine | RefusedLine {
  const refuse = (because: string): RefusedLine => ({ line, because });
  const code = parseEic(area, 'Y');
  if (!code.ok) return refuse(`the area ${quoted(area)}: ${code.because}`);
  const at = parseInstant(start);
  if (at === 'malformed') {
    return refuse(`the start ${quoted(start)} is not an instant with an offset, like 2026-05-01T10:00:00Z`);
  }
  if (!isDate(formatInstant(at).slice(0, 10)))
    return refuse(`the start ${quoted(start)} is not in the years 1980 to 9998`);
  const quarterHour = quarterHourAt(at);
  if (quarterHour === 'not aligned') return refuse(`the start ${quoted(start)} is not the start of a quarter hour`);
  const priceCentsPerMWh = parseCentsPerMWh(price);
  if (typeof priceCentsPerMWh === 'string')
    return refuse(`the price ${quoted(price)} ${faultsOfPrice[priceCentsPerMWh]}`);
  return { line, area: code.eic, quarterHour, priceCentsPerMWh };
}

export const isRefused = (line: PriceLine | RefusedLine): line is RefusedLine => 'because' in line;
