import { describe, expect, it } from '@jest/globals';
import { centsPerMWh, milliCentsPerMWh } from './price.js';

describe('a price', () => {
  it.each([-9_999_999, -49_999, 0, 257, 9_999_999])('may be %i cents per MWh', (n) => {
    expect(centsPerMWh(n)).toBe(n);
  });

  it.each([-10_000_000, 10_000_000, 2.57, Number.NaN])('may not be %p', (n) => {
    expect(() => centsPerMWh(n)).toThrow(RangeError);
  });
});

describe('a fee rate', () => {
  it('is a whole number of thousandths of a cent', () => {
    expect(milliCentsPerMWh(11_250)).toBe(11_250);
    expect(() => milliCentsPerMWh(11.25)).toThrow(RangeError);
  });
});
