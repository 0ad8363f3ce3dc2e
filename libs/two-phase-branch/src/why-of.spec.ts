import { describe, expect, it } from '@jest/globals';
import { whyOf } from './why-of.js';

describe('what an error says', () => {
  it.each([
    ['its message', new Error('no such row'), 'no such row'],
    ['whatever was thrown', 'a text', 'a text'],
    ['without NUL', new Error('a\u0000b'), 'ab'],
    ['with whole characters', new Error('a😀'), 'a😀'],
    ['without half of one', new Error(`${'x'.repeat(499)}😀`), 'x'.repeat(499)],
    ['and no more than five hundred characters', new Error('y'.repeat(600)), 'y'.repeat(500)],
  ])('is kept as %s', (_, error, why) => {
    expect(whyOf(error)).toBe(why);
  });
});
