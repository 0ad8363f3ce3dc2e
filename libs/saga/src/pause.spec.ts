import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pauseMs, spreadPauseMs } from './pause.js';

describe('the pause after an ask', () => {
  it.each([
    [1, 500],
    [2, 1000],
    [3, 2000],
    [4, 5000],
    [5, 5000],
    [1000, 5000],
  ])('is, after attempt %d, %d ms', (attempt, expected) => {
    expect(pauseMs(attempt)).toBe(expected);
  });

  it('is spread by at most a quarter to either side, in whole milliseconds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, chance) => {
          const spread = spreadPauseMs(attempt, chance);
          expect(Number.isSafeInteger(spread)).toBe(true);
          expect(Math.abs(spread - pauseMs(attempt))).toBeLessThanOrEqual(pauseMs(attempt) / 4);
        },
      ),
    );
  });

  it('grows with chance, so that asks which fall together part', () => {
    expect([0, 0.25, 0.5, 0.75].map((chance) => spreadPauseMs(4, chance))).toEqual([3750, 4375, 5000, 5625]);
  });
});
