import { parseInstant, type QuarterHour, quarterHour, quarterHourAt } from '#libs/market';
import { type CentsPerMWh, parseCentsPerMWh } from '#libs/units';
import { parse } from 'csv-parse/sync';

/** The three files of `data/`, as text. */
export interface SampleTexts {
  /** `delivery_start_utc,price_eur_mwh` */
  readonly prices: string;
  /** `timestamp,electricity` in epoch seconds and W. */
  readonly load: string;
  /** `timestamp,electricity` in epoch seconds and W per installed W. */
  readonly pv: string;
}

/** The three files, read, by quarter hour. */
export interface SampleSeries {
  readonly prices: ReadonlyMap<QuarterHour, CentsPerMWh>;
  /** Mean W of the quarter hour. */
  readonly loadW: ReadonlyMap<QuarterHour, bigint>;
  /** Millionths of the installed power. */
  readonly pvMillionths: ReadonlyMap<QuarterHour, bigint>;
}

/** The data ships with the project, so a line that cannot be read is a bug and throws. */
function seriesOf<Value>(
  text: string,
  quarterOf: (time: string) => QuarterHour | 'not aligned' | 'malformed',
  valueOf: (text: string) => Value | 'malformed' | 'off a cent' | 'out of range',
): Map<QuarterHour, Value> {
  const series = new Map<QuarterHour, Value>();
  const lines: string[][] = parse(text, { from_line: 2 });
  for (const [time = '', value = ''] of lines) {
    const quarter = quarterOf(time);
    const read = valueOf(value);
    if (typeof quarter === 'string' || typeof read === 'string') throw new Error(`cannot read ${time},${value}`);
    series.set(quarter, read);
  }
  return series;
}

function quarterOfInstant(text: string): QuarterHour | 'not aligned' | 'malformed' {
  const at = parseInstant(text);
  return at === 'malformed' ? at : quarterHourAt(at);
}

function quarterOfEpochSeconds(text: string): QuarterHour | 'not aligned' | 'malformed' {
  const seconds = /^([0-9]+)(?:\.0)?$/.exec(text)?.[1];
  if (seconds === undefined) return 'malformed';
  return Number(seconds) % 900 === 0 ? quarterHour(Number(seconds) / 900) : 'not aligned';
}

const wholeWatts = (text: string): bigint | 'malformed' => (/^[0-9]+$/.test(text) ? BigInt(text) : 'malformed');

/** Decimal text of 0 … 1 in millionths, rounded: the file writes 0.405 as 0.4049999999999999. */
function millionths(text: string): bigint | 'malformed' {
  const [, whole, fraction = ''] = /^([01])(?:\.([0-9]+))?$/.exec(text) ?? [];
  if (whole === undefined) return 'malformed';
  const sevenPlaces = BigInt(whole + fraction.padEnd(7, '0').slice(0, 7));
  return (sevenPlaces + 5n) / 10n;
}

/** Reads the three files. Throws where one is not what its README says. */
export function sampleSeries(texts: SampleTexts): SampleSeries {
  return {
    prices: seriesOf(texts.prices, quarterOfInstant, parseCentsPerMWh),
    loadW: seriesOf(texts.load, quarterOfEpochSeconds, wholeWatts),
    pvMillionths: seriesOf(texts.pv, quarterOfEpochSeconds, millionths),
  };
}
