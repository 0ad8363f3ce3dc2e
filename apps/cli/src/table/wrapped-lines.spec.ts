import { describe, expect, it } from '@jest/globals';
import { wrappedLines } from './wrapped-lines.js';

describe('a sentence', () => {
  it.each<[string, number, string[]]>([
    ['fits on one line', 80, ['fits on one line']],
    ['goes on below, indented', 12, ['goes on', '  below,', '  indented']],
    ['keeps anunbreakableword whole', 10, ['keeps', '  anunbreakableword', '  whole']],
    ['', 10, ['']],
  ])('"%s" within %d characters', (text, width, lines) => {
    expect(wrappedLines(text, width, '  ')).toEqual(lines);
  });
});
