import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fee } from './fee.js';
import { milliCentsPerMWh } from './price.js';
import { wattHours } from './watt-hours.js';

describe('a fee', () => {
  it.each([
    ['11.25 ct/MWh on 1 MWh is 11.25 ct', 1_000_000, 11_250, 11_250_000n],
    ['half of the smallest coin rounds up', 1, 500, 1n],
    ['less than half rounds down', 1, 499, 0n],
    ['a rebate of half rounds away from zero', 1, -500, -1n],
    ['nothing on nothing', 0, 11_250, 0n],
  ])('%s', (_, energyWh, rate, expected) => {
    expect(fee(wattHours(energyWh), milliCentsPerMWh(rate))).toBe(expected);
  });

  it('is off by at most half of 10⁻⁸ euro, and the same for either sign', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), fc.integer({ min: -1e6, max: 1e6 }), (energyWh, rate) => {
        const rounded = fee(wattHours(energyWh), milliCentsPerMWh(rate));
        const off = 2n * (rounded * 1000n - BigInt(energyWh) * BigInt(rate));
        expect(off <= 1000n && off >= -1000n).toBe(true);
        expect(fee(wattHours(energyWh), milliCentsPerMWh(-rate))).toBe(-rounded);
      }),
    );
  });
});
