import { describe, expect, it } from '@jest/globals';
import { lineRanges } from './line-ranges.js';

describe('line numbers', () => {
  it.each([
    [[], []],
    [[2], ['2']],
    [
      [2, 3, 4, 7],
      ['2-4', '7'],
    ],
    [
      [9, 3, 2],
      ['2-3', '9'],
    ],
  ])('%j are told as %j', (lines, told) => {
    expect(lineRanges(lines)).toEqual(told);
  });
});
