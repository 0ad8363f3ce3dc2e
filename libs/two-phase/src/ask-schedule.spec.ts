import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { askAgainAfterMs, busyWaitMs } from './ask-schedule.js';

describe('the ask schedule', () => {
  it.each([
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
    [4, 5_000],
    [5, 5_000],
    [1_000, 5_000],
  ])('asks again after ask %d in %d ms', (asks, waitMs) => {
    expect(askAgainAfterMs(asks)).toBe(waitMs);
  });

  it.each([
    [1, 0, 25],
    [1, 0.999, 49],
    [2, 0, 50],
    [3, 0.5, 150],
    [4, 0, 200],
  ])('stays away after busy round %d with chance %d for %d ms', (rounds, chance, waitMs) => {
    expect(busyWaitMs(rounds, chance)).toBe(waitMs);
  });

  it('never waits less after more busy rounds', () => {
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), chance, chance, (rounds, one, other) => {
        expect(busyWaitMs(rounds + 1, one)).toBeGreaterThanOrEqual(busyWaitMs(rounds, other));
      }),
    );
  });
});
