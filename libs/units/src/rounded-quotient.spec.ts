import { describe, expect, it } from '@jest/globals';
import { roundedQuotient } from './rounded-quotient.js';

describe('a rounded quotient', () => {
  it.each([
    [7n, 2n, 4n],
    [-7n, 2n, -4n],
    [3n, 7n, 0n],
    [4n, 7n, 1n],
    [-4n, 7n, -1n],
    [0n, 7n, 0n],
  ])('of %s ÷ %s is %s', (numerator, denominator, expected) => {
    expect(roundedQuotient(numerator, denominator)).toBe(expected);
  });
});
