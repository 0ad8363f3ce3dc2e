import { describe, expect, it } from '@jest/globals';
import { why } from './one-line.js';

describe('a reason', () => {
  it.each([
    ['the participant was mended', true],
    ['größer als 10 €, ticket #17 🙂', true],
    ['x'.repeat(500), true],
    ['x'.repeat(501), false],
    ['', false],
    ['   ', false],
    ['two\nlines', false],
    ['a NUL \u0000', false],
    [7, false],
  ])('%j is one: %s', (text, isOne) => {
    expect(why.safeParse(text).success).toBe(isOne);
  });
});
