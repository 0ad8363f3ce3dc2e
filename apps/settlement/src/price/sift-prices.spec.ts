import { type Eic, quarterHour } from '#libs/market';
import { centsPerMWh } from '#libs/units';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { theHour } from '../../../../test/support/a-hold.js';
import { type DayAheadPrice, priceKey } from './day-ahead-price.js';
import type { PriceLine } from './read-price-line.js';
import { siftPrices } from './sift-prices.js';

const area = '10Y1001A1001A82H' as Eic;

const aLine = (line: number, quarter: number, cents: number): PriceLine => ({
  ...{ line, area, quarterHour: quarterHour(quarter), priceCentsPerMWh: centsPerMWh(cents) },
});

const aPrice = (quarter: number, cents: number, revision = 1): DayAheadPrice => ({
  ...{ area, quarterHour: quarterHour(quarter), priceCentsPerMWh: centsPerMWh(cents) },
  ...{ source: 'before', revision, at: theHour },
});

const sift = (lines: readonly PriceLine[], known: readonly DayAheadPrice[] = [], mayCorrect = false) =>
  siftPrices(lines, new Map(known.map((one) => [priceKey(one), one])), { source: 'now', mayCorrect }, theHour);

const nothing = { taken: [], already: [], corrected: [], refused: [], prices: [] };

describe('the lines of a price file', () => {
  it('are taken where no price is known', () => {
    const price = { ...aPrice(1, 500), source: 'now' };
    expect(sift([aLine(2, 1, 500)])).toEqual({ ...nothing, taken: [2], prices: [price] });
  });

  it('change nothing where the same price is known, whoever published it', () => {
    expect(sift([aLine(2, 1, 500)], [aPrice(1, 500)])).toEqual({ ...nothing, already: [2] });
  });

  it('are refused where another price is known, with both', () => {
    const because = '5.00 EUR/MWh are known from before, and this says -0.07; a correction needs a reason';
    expect(sift([aLine(2, 1, -7)], [aPrice(1, 500)])).toEqual({ ...nothing, refused: [{ line: 2, because }] });
  });

  it('correct a known price where there is a reason, as another revision', () => {
    const price = { ...aPrice(1, -7, 4), source: 'now' };
    expect(sift([aLine(2, 1, -7)], [aPrice(1, 500, 3)], true)).toEqual({ ...nothing, corrected: [2], prices: [price] });
  });

  it('may say the same twice', () => {
    expect(sift([aLine(2, 1, 500), aLine(9, 1, 500)])).toMatchObject({ taken: [2], already: [9], refused: [] });
  });

  it('are all refused where they contradict each other, also with a reason', () => {
    const because = 'lines 2 and 9 have 5.00 and 5.01 EUR/MWh for one quarter hour';
    expect(sift([aLine(2, 1, 500), aLine(9, 1, 501)], [], true)).toEqual({
      ...nothing,
      refused: [
        { line: 2, because },
        { line: 9, because },
      ],
    });
  });

  it('each become one thing, and at most one price per quarter hour is written', () => {
    const someLines = fc
      .array(fc.tuple(fc.nat(5), fc.nat(3)))
      .map((pairs) => pairs.map(([quarter, cents], at) => aLine(at + 2, quarter, cents)));
    fc.assert(
      fc.property(someLines, fc.boolean(), (lines, mayCorrect) => {
        const sifted = sift(lines, [aPrice(0, 1), aPrice(1, 2)], mayCorrect);
        const told = [
          ...sifted.taken,
          ...sifted.already,
          ...sifted.corrected,
          ...sifted.refused.map(({ line }) => line),
        ];
        expect(told.sort((a, b) => a - b)).toEqual(lines.map(({ line }) => line));
        expect(new Set(sifted.prices.map(priceKey)).size).toBe(sifted.prices.length);
        expect(sifted.prices).toHaveLength(sifted.taken.length + sifted.corrected.length);
      }),
    );
  });
});
