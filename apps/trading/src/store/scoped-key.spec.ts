import { describe, expect, it } from '@jest/globals';
import { scopedKeyColumns } from './scoped-key.js';

describe("keys in their callers' scopes", () => {
  it.each([
    [[], [[], []]],
    [['venue:v/a'], [['venue:v'], ['a']]],
    [
      ['P1/a/b', 'P2/'],
      [
        ['P1', 'P2'],
        ['a/b', ''],
      ],
    ],
  ])('are taken apart at the first stroke: %j', (keys, columns) => {
    expect(scopedKeyColumns(keys)).toEqual(columns);
  });
});
