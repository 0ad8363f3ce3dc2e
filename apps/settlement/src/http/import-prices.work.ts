import { quarterHourMs } from '#libs/market';
import type { Work } from '#libs/messaging';
import { priceKey } from '../price/day-ahead-price.js';
import { type PricedDay, pricedDays } from '../price/priced-day.js';
import type { PriceLine } from '../price/read-price-line.js';
import { type SiftedPrices, siftPrices } from '../price/sift-prices.js';
import type { SettlementState, SettlementTable } from '../store/settlement.state.js';
import { wallInstant } from '../store/wall-instant.js';
import { booksTimeZone } from './books-time-zone.js';
import type { OperatorsWord } from './operators-word.js';

export interface ImportPrices {
  readonly lines: readonly PriceLine[];
  /** The trading days of the lines. */
  readonly days: readonly PricedDay[];
  readonly source: string;
  /** With one, a price that differs from the known one replaces it. */
  readonly word?: OperatorsWord;
}

/** How far an area's day has its prices after an import. */
export interface DayAfterImport extends PricedDay {
  /** Where each quarter hour starts that has none, in ms since 1970-01-01T00:00Z. */
  readonly missing: readonly number[];
}

export interface ImportedPrices extends SiftedPrices {
  readonly days: readonly DayAfterImport[];
}

/** Whatever an import looks at: its own quarter hours, and the others of their days. */
const keysOf = ({ area, day }: PricedDay): string[] =>
  day.quarterHours.map((quarterHour) => priceKey({ area, quarterHour }));

export const importPrices = (lines: readonly PriceLine[], source: string, word?: OperatorsWord): ImportPrices => ({
  ...{ lines, source, days: pricedDays(lines, booksTimeZone) },
  ...(word === undefined ? {} : { word }),
});

export const importPricesWork: Work<SettlementTable, SettlementState, ImportPrices, ImportedPrices> = {
  name: 'POST /v1/prices/files',
  touches: ({ days }) => ({ price: days.flatMap(keysOf) }),
  decide({ prices, audits }, { lines, days, source, word }, now) {
    const sifted = siftPrices(lines, prices, { source, mayCorrect: word !== undefined }, wallInstant(now));
    for (const price of sifted.prices) prices.put(price);
    if (word && sifted.corrected.length > 0) {
      const details = { source, corrected: sifted.corrected.length, taken: sifted.taken.length };
      audits.put({ ...word, action: 'correct prices', of: `prices/${firstDay(days)}`, details });
    }
    const after = days.map((day) => ({
      ...day,
      missing: day.day.quarterHours
        .filter((quarterHour) => !prices.get(priceKey({ area: day.area, quarterHour })))
        .map((quarterHour) => quarterHour * quarterHourMs),
    }));
    return { answer: { ...sifted, days: after }, send: [] };
  },
};

const firstDay = ([first]: readonly PricedDay[]): string => (first ? `${first.area}/${first.day.date}` : '');
