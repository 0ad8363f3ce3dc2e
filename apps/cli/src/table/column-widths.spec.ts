import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { columnWidths, gapWidth } from './column-widths.js';

describe('the columns of a table', () => {
  it.each<[string, string[][], number, number[] | undefined]>([
    [
      'are as wide as their texts where there is room',
      [
        ['ID', 'abcd'],
        ['STATE', 'ok'],
      ],
      80,
      [4, 5],
    ],
    ['are as wide as their texts in a pipe', [['a'.repeat(300)], ['b']], Number.POSITIVE_INFINITY, [300, 1]],
    [
      'give up what wraps between words, the widest first',
      [
        ['ID', 'abcdefgh'],
        ['WHY', 'it was a typo'],
      ],
      17,
      [8, 7],
    ],
    ['share what is missing', [['one two three'], ['four five six']], 22, [10, 10]],
    ['do not fit where words would be cut', [['a'.repeat(36)], ['b'.repeat(16)]], 40, undefined],
  ])('%s', (_, columns, available, widths) => {
    expect(columnWidths(columns, available)).toEqual(widths);
  });

  it('fit, and are wide enough for every word, for all texts', () => {
    const word = fc.string({ minLength: 1, maxLength: 12 }).map((text) => text.replaceAll(' ', '_'));
    const text = fc.array(word, { maxLength: 6 }).map((words) => words.join(' '));
    const columns = fc.array(fc.array(text, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(columns, fc.integer({ min: 1, max: 120 }), (texts, available) => {
        const widths = columnWidths(texts, available);
        const longestWords = texts.map((of) =>
          Math.max(0, ...of.flatMap((one) => one.split(' ').map((w) => w.length))),
        );
        const gaps = gapWidth * (texts.length - 1);
        const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, gaps);
        if (widths === undefined) return sum(longestWords) > available;
        return sum(widths) <= available && widths.every((width, at) => width >= (longestWords[at] ?? 0));
      }),
    );
  });
});
