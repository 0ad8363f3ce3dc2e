import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { instant } from '#libs/market';
import { centsPerMWh, wattHours } from '#libs/units';
import { aCode, aTradeToSubmit, tenOClock } from '../../../../test/support/a-trade.js';
import { sameTerms, type TradeTerms } from '../trade/trade.js';
import { termDifferences } from './term-differences.js';

const terms = aTradeToSubmit();
const [leg] = terms.legs as [TradeTerms['legs'][number]];
const plant = aCode('Z', 'PLANT');
const other = aCode('X', 'OTHER');

describe('the differences of two sides', () => {
  it.each([
    ['seller', { seller: other }, '/seller', terms.seller, other],
    ['buyer', { buyer: other }, '/buyer', terms.buyer, other],
    ["seller's side", { sellerSide: plant }, '/sellerSide', null, plant],
    ["buyer's side", { buyerSide: plant }, '/buyerSide', null, plant],
    ['area', { area: aCode('Y', 'ELSEWHERE') }, '/area', terms.area, aCode('Y', 'ELSEWHERE')],
    ['settlement', { settlement: 'two-phase' as const }, '/settlement', 'saga', 'two-phase'],
    ['price', { price: centsPerMWh(-1) }, '/priceCentsPerMWh', 5000, -1],
    ['energy', { legs: [{ ...leg, energyWh: wattHours(2000) }] }, '/legs/0/energyWh', 1000, 2000],
    [
      'start',
      { legs: [{ ...leg, start: instant(tenOClock + 900_000) }] },
      '/legs/0/start',
      '2026-05-01T10:00:00Z',
      '2026-05-01T10:15:00Z',
    ],
    ['duration', { legs: [{ ...leg, durationMinutes: 30 as const }] }, '/legs/0/durationMinutes', 15, 30],
  ])('name the %s with both values', (_field, change, at, proposed, confirmed) => {
    expect(termDifferences(terms, { ...terms, ...change })).toEqual([{ at, proposed, confirmed }]);
  });

  it('name each field of a leg that only one side has', () => {
    const two = { ...terms, legs: [leg, { ...leg, start: instant(tenOClock + 900_000) }] };
    expect(termDifferences(terms, two)).toEqual([
      { at: '/legs/1/start', proposed: null, confirmed: '2026-05-01T10:15:00Z' },
      { at: '/legs/1/durationMinutes', proposed: null, confirmed: 15 },
      { at: '/legs/1/energyWh', proposed: null, confirmed: 1000 },
    ]);
  });

  it('are none exactly where the terms are the same', () => {
    const anyTerms = fc.record({
      seller: fc.constantFrom(terms.seller, other),
      sellerSide: fc.constantFrom(null, plant),
      price: fc.integer({ min: -1, max: 1 }).map(centsPerMWh),
      legs: fc.array(fc.constantFrom(leg, { ...leg, energyWh: wattHours(2000) }), { minLength: 1, maxLength: 2 }),
    });
    fc.assert(
      fc.property(anyTerms, anyTerms, (one, another) => {
        const [mine, yours] = [
          { ...terms, ...one },
          { ...terms, ...another },
        ];
        expect(termDifferences(mine, yours).length === 0).toBe(sameTerms(mine, yours));
      }),
    );
  });
});
