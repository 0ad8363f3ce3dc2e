import { describe, expect, it } from '@jest/globals';
import { type QuarterHour, tradingDay } from '#libs/market';
import { hasPrices, priceWindows, sentenceAgainst } from './price-windows.js';

const priced = (...quarters: readonly (readonly QuarterHour[])[]) => new Map(quarters.flat().map((each) => [each, 0]));
const [first, longest, after] = ['2025-10-25', '2025-10-26', '2025-10-27'].map(
  (date) => tradingDay(date).quarterHours,
) as [readonly QuarterHour[], readonly QuarterHour[], readonly QuarterHour[]];

describe('the windows of a price file', () => {
  it('join days that follow each other, also where the clocks change', () => {
    expect(priceWindows(priced(first, longest, after))).toEqual([{ from: '2025-10-25', to: '2025-10-27' }]);
  });

  it('leave out a day that lacks a quarter hour', () => {
    const prices = priced(first, longest.slice(1), after);
    expect(priceWindows(prices)).toEqual([
      { from: '2025-10-25', to: '2025-10-25' },
      { from: '2025-10-27', to: '2025-10-27' },
    ]);
    expect(hasPrices(prices, '2025-10-26')).toBe(false);
    expect(hasPrices(prices, '2025-10-27')).toBe(true);
  });

  it.each([
    [[], 'No; the price file has no whole day.'],
    [[{ from: 'a', to: 'a' }], 'No; the price file has a.'],
    [
      [
        { from: 'a', to: 'b' },
        { from: 'c', to: 'c' },
      ],
      'No; the price file has a to b and c.',
    ],
    [
      [
        { from: 'a', to: 'b' },
        { from: 'c', to: 'c' },
        { from: 'd', to: 'e' },
      ],
      'No; the price file has a to b, c and d to e.',
    ],
  ])('%j are named in one sentence', (windows, sentence) => {
    expect(sentenceAgainst('No', windows)).toBe(sentence);
  });
});
