import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { durationText, energyText, eurText, priceText } from './amount-text.js';

describe('an amount in words', () => {
  it.each([
    [0, '0 Wh'],
    [999, '999 Wh'],
    [1_000, '1 kWh'],
    [20_000, '20 kWh'],
    [1_234, '1.234 kWh'],
    [1_000_000, '1 MWh'],
    [1_234_567, '1.234567 MWh'],
    [-1_500, '-1.5 kWh'],
    [900_000_000_001, '900000.000001 MWh'],
  ])('of %d Wh is %s', (wattHours, text) => {
    expect(energyText(wattHours)).toBe(text);
  });

  it.each([
    [8000, '80.00 EUR/MWh'],
    [5, '0.05 EUR/MWh'],
    [0, '0.00 EUR/MWh'],
    [-49_999, '-499.99 EUR/MWh'],
  ])('of %d cents per MWh is %s', (cents, text) => {
    expect(priceText(cents)).toBe(text);
  });

  it.each([
    ['1.60000000', '1.60 EUR'],
    ['1.13125000', '1.13125 EUR'],
    ['-0.00000001', '-0.00000001 EUR'],
    ['100.00000000', '100.00 EUR'],
    ['7', '7 EUR'],
  ])('of %s is %s', (amount, text) => {
    expect(eurText(amount)).toBe(text);
  });

  it.each([
    [-3, '0 ms'],
    [15.4, '15 ms'],
    [999, '999 ms'],
    [5_500, '5.5 s'],
    [59_999, '59.9 s'],
    [60_000, '1 min'],
    [200_000, '3 min 20 s'],
    [7_500_000, '2 h 5 min'],
    [187_200_000, '2 d 4 h'],
  ])('of %d ms is %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });

  it('says exactly the energy that it was given, for all energies', () => {
    const read = (text: string): bigint => {
      const [, sign = '', whole = '', fraction = '', unit] = /^(-?)(\d+)(?:\.(\d+))? (M|k)?Wh$/.exec(text) ?? [];
      const places = unit === 'M' ? 6 : unit === 'k' ? 3 : 0;
      return BigInt(`${sign}${whole}${fraction.padEnd(places, '0')}`);
    };
    fc.assert(fc.property(fc.maxSafeInteger(), (wattHours) => read(energyText(wattHours)) === BigInt(wattHours)));
  });
});
