import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cumulativeRounding } from './cumulative-rounding.js';
import { roundedQuotient } from './rounded-quotient.js';
import { sumWattHours } from './watt-hours.js';

describe('cumulative rounding', () => {
  it.each([
    ['quarters of a watt', [1n, 1n, 1n, 1n], 4n, [0, 1, 0, 0]],
    ['halves away from zero', [1n, 1n, 1n], 2n, [1, 0, 1]],
    ['negative values', [-1n, -1n, -1n], 2n, [-1, 0, -1]],
    ['what divides', [8n, 12n], 4n, [2, 3]],
    ['nothing', [], 4n, []],
  ])('of %s', (_, numerators, denominator, expected) => {
    expect(cumulativeRounding(numerators, denominator)).toEqual(expected);
  });

  it('gives every running sum as the exact running sum, rounded', () => {
    const numerators = fc.array(fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }));
    fc.assert(
      fc.property(numerators, fc.bigInt({ min: 1n, max: 10_000n }), (series, denominator) => {
        const rounded = cumulativeRounding(series, denominator);
        let exact = 0n;
        series.forEach((numerator, i) => {
          exact += numerator;
          const running = sumWattHours(rounded.slice(0, i + 1));
          expect(BigInt(running)).toBe(roundedQuotient(exact, denominator));
        });
      }),
    );
  });

  it('makes nothing negative of what is not', () => {
    const numerators = fc.array(fc.bigInt({ min: 0n, max: 10_000n }));
    fc.assert(
      fc.property(numerators, fc.bigInt({ min: 1n, max: 10_000n }), (series, denominator) => {
        expect(cumulativeRounding(series, denominator).every((energy) => energy >= 0)).toBe(true);
      }),
    );
  });

  it('refuses a denominator that is not above zero', () => {
    expect(() => cumulativeRounding([1n], 0n)).toThrow(RangeError);
  });
});
