import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseCentsPerMWh } from './cents-per-mwh-text.js';

describe('a price as text in EUR/MWh', () => {
  it.each([
    ['102.6', 10_260],
    ['92.24', 9224],
    ['2.5700000000000003', 257],
    ['2.5699999999999998', 257],
    ['-499.99', -49_999],
    ['-2.5700000000000003', -257],
    ['2.570001', 257],
    ['2.569999', 257],
    ['0', 0],
    ['-0.0000001', 0],
    ['99999.99', 9_999_999],
    ['2.5700011', 'off a cent'],
    ['2.575', 'off a cent'],
    ['-2.571', 'off a cent'],
    ['0.004', 'off a cent'],
    ['100000', 'out of range'],
    ['-100000', 'out of range'],
    ['', 'malformed'],
    ['1e2', 'malformed'],
    ['+1', 'malformed'],
    ['1,5', 'malformed'],
    ['.5', 'malformed'],
    ['5.', 'malformed'],
    ['null', 'malformed'],
  ])('%j is %p', (text, expected) => {
    expect(Object.is(parseCentsPerMWh(text), expected)).toBe(true);
  });

  it('is every whole cent, however it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -9_999_999, max: 9_999_999 }), fc.nat(14), (cents, zeros) => {
        const digits = Math.abs(cents).toString().padStart(3, '0');
        const text = `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}${'0'.repeat(zeros)}`;
        expect(parseCentsPerMWh(text)).toBe(cents);
      }),
    );
  });

  it('forgives what floating point does to a sum of cents', () => {
    const cents = fc.integer({ min: 0, max: 400_000 });
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        const text = (a / 100 + b / 100).toString();
        expect(parseCentsPerMWh(text)).toBe(a + b);
      }),
    );
  });
});
