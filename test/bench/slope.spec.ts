import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { slope } from './slope.js';

describe('the slope of points', () => {
  it.each([
    ['none', [], 0],
    ['one', [[1, 5]], 0],
    [
      'several at one x',
      [
        [1, 5],
        [1, 9],
      ],
      0,
    ],
    [
      'a level line',
      [
        [0, 7],
        [1, 7],
        [5, 7],
      ],
      0,
    ],
    [
      'two',
      [
        [0, 1],
        [2, 5],
      ],
      2,
    ],
    [
      'a hat',
      [
        [0, 0],
        [1, 9],
        [2, 0],
      ],
      0,
    ],
  ] as const)('of %s', (_, points, expected) => {
    expect(slope(points)).toBeCloseTo(expected);
  });

  it('is that of the line which they lie on', () => {
    const number = fc.integer({ min: -1000, max: 1000 });
    const xs = fc.uniqueArray(number, { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(number, number, xs, (a, b, many) => {
        expect(slope(many.map((x) => [x, a * x + b]))).toBeCloseTo(a, 6);
      }),
    );
  });
});
