import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addWattHours, sumWattHours, wattHours } from './watt-hours.js';

describe('watt-hours', () => {
  it.each([
    ['a fraction', 0.5],
    ['an unsafe integer', 2 ** 53],
    ['no number', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
  ])('refuse %s', (_, n) => {
    expect(() => wattHours(n)).toThrow(RangeError);
  });

  it('hold every safe integer', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (n) => expect(wattHours(n) === n).toBe(true)));
  });

  it('know no negative zero', () => {
    expect(Object.is(wattHours(-0), 0)).toBe(true);
  });

  it('refuse a sum beyond the safe integers, also in between', () => {
    const most = wattHours(Number.MAX_SAFE_INTEGER);
    expect(() => addWattHours(most, wattHours(1))).toThrow(RangeError);
    expect(() => sumWattHours([most, wattHours(1), wattHours(-1)])).toThrow(RangeError);
  });

  it('sum to the same in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (list) => {
        const energies = list.map(wattHours);
        expect(sumWattHours(energies)).toBe(sumWattHours(energies.toReversed()));
        expect(BigInt(sumWattHours(energies))).toBe(list.reduce((sum, n) => sum + BigInt(n), 0n));
      }),
    );
  });
});
