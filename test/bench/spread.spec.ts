import { describe, expect, it } from '@jest/globals';
import { percentile, spreadOf } from './spread.js';

const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

describe('a percentile', () => {
  it.each([
    ['the median of three', [30, 10, 20], 0.5, 20],
    ['the lower middle of four', [4, 3, 2, 1], 0.5, 2],
    ['p95 of a hundred', hundred, 0.95, 95],
    ['p99 of a hundred', hundred, 0.99, 99],
    ['the only one', [7], 0.99, 7],
    ['none of nothing', [], 0.5, Number.NaN],
  ])('is %s', (_, values, share, expected) => {
    expect(percentile(values, share)).toBe(expected);
  });

  it('leaves the values in their order', () => {
    const values = [3, 1, 2];
    percentile(values, 0.5);
    expect(values).toEqual([3, 1, 2]);
  });
});

it('tells the spread of a figure', () => {
  expect(spreadOf([5, 9, 7, 1, 8])).toEqual({ median: 7, least: 1, most: 9 });
});
