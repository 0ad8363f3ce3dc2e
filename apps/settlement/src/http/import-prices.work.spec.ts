import { tradingDay } from '#libs/market';
import { describe, expect, it } from '@jest/globals';
import { theHour } from '../../../../test/support/a-hold.js';
import { aSettlementState } from '../../../../test/support/settlement-state.js';
import { readPriceFile } from './read-price-file.js';
import { importPrices, importPricesWork } from './import-prices.work.js';

const area = '10Y1001A1001A82H';
const now = { wall: theHour, market: theHour };
const word = { id: '5f0c7d6e-0000-5000-8000-000000000009', who: 'operator:anna', why: 'misread', seen: null };

/** A file of a day's first quarter hours. */
function aFile(date: string, prices: readonly string[]) {
  const start = tradingDay(date).start;
  const rows = prices.map((price, at) => `${new Date(start + at * 900_000).toISOString()},${price}`);
  const read = readPriceFile(['delivery_start_utc,price_eur_mwh', ...rows].join('\n'), area);
  if (!read.ok) throw new Error(read.because);
  return read.lines;
}

describe('an import of prices', () => {
  it.each([
    ['2026-03-29', 92],
    ['2026-05-01', 96],
    ['2025-10-26', 100],
  ])('looks at all of %s, which has %i quarter hours, and says which lack a price', (date, length) => {
    const ask = importPrices(aFile(date, ['1', '2']), 'a test');
    expect(importPricesWork.touches(ask).price).toHaveLength(length);
    const { days, taken } = importPricesWork.decide(aSettlementState(), ask, now).answer;
    expect(taken).toEqual([2, 3]);
    expect(days.map(({ missing }) => missing)).toEqual([
      tradingDay(date)
        .quarterHours.slice(2)
        .map((quarter) => quarter * 900_000),
    ]);
  });

  it('misses nothing where all of a day is known or taken', () => {
    const state = aSettlementState();
    const whole = aFile(
      '2026-05-01',
      Array.from({ length: 96 }, () => '1'),
    );
    importPricesWork.decide(state, importPrices(whole.slice(0, 40), 'a test'), now);
    const { days } = importPricesWork.decide(state, importPrices(whole.slice(40), 'a test'), now).answer;
    expect(days.map(({ missing }) => missing)).toEqual([[]]);
  });

  it('corrects with a word, which the audit keeps', () => {
    const state = aSettlementState();
    importPricesWork.decide(state, importPrices(aFile('2026-05-01', ['1', '2']), 'a test'), now);
    const other = aFile('2026-05-01', ['1', '3']);
    expect(importPricesWork.decide(state, importPrices(other, 'a test'), now).answer.refused).toHaveLength(1);
    expect(state.audits.inserted()).toEqual([]);
    expect(importPricesWork.decide(state, importPrices(other, 'a test', word), now).answer.corrected).toEqual([3]);
    const details = { source: 'a test', corrected: 1, taken: 0 };
    expect(state.audits.inserted()).toEqual([
      { ...word, action: 'correct prices', of: `prices/${area}/2026-05-01`, details },
    ]);
  });
});
