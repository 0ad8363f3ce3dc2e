import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitEvenly } from './split-evenly.js';
import { sumWattHours, wattHours } from './watt-hours.js';

describe('an even split', () => {
  it.each([
    [10, 4, [3, 3, 2, 2]],
    [8, 4, [2, 2, 2, 2]],
    [1, 2, [1, 0]],
    [-10, 4, [-3, -3, -2, -2]],
    [0, 2, [0, 0]],
  ])('of %i Wh into %i', (total, parts, expected) => {
    expect(splitEvenly(wattHours(total), parts)).toEqual(expected);
  });

  it('sums to the total, in parts that differ by at most one', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 1, max: 100 }), (total, parts) => {
        const shares = splitEvenly(wattHours(total), parts);
        expect(shares).toHaveLength(parts);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
        expect(sumWattHours(shares)).toBe(total);
      }),
    );
  });

  it.each([0, -1, 1.5])('refuses %p parts', (parts) => {
    expect(() => splitEvenly(wattHours(1), parts)).toThrow(RangeError);
  });
});
