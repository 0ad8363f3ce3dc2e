import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isInexactInteger } from './inexact-integer.js';

describe('a number literal', () => {
  it.each([
    ['0', false],
    ['-0.0', false],
    ['15', false],
    ['1.50e1', false],
    ['1500e-2', false],
    ['0.1', false],
    ['49.98', false],
    ['1e-400', true],
    ['-1e-400', true],
    ['1.00000000000000000001', true],
    ['9007199254740990.99999', true],
    ['100000000000000000001e-1', true],
  ])('%s reads as an integer that it is not: %s', (literal, inexact) => {
    expect(isInexactInteger(literal)).toBe(inexact);
  });

  it('is exact for every safe integer, however its point is shifted', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.nat(12), (integer, zeros) => {
        expect(isInexactInteger(`${integer}${'0'.repeat(zeros)}e-${zeros}`)).toBe(false);
        expect(isInexactInteger(`${integer}.${'0'.repeat(zeros + 1)}`)).toBe(false);
      }),
    );
  });
});
