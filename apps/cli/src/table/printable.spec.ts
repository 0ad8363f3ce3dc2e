import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { printable, printableLine } from './printable.js';

describe('printable text', () => {
  it.each([
    ['plain, größer, 電力\n', 'plain, größer, 電力\n'],
    ['\u001b[2Jgone', '\\u001b[2Jgone'],
    ['a\tb\r', 'a\\u0009b\\u000d'],
    ['\u009b31m', '\\u009b31m'],
    ['\u202ereversed', '\\u202ereversed'],
  ])('of %j is %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('for one line has none of its line ends', () => {
    expect(printableLine('one\ntwo\u001b')).toBe('one\\ntwo\\u001b');
  });

  it('of JSON is JSON of the same value, for all values', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value, undefined, 2);
        return JSON.stringify(JSON.parse(printable(text))) === JSON.stringify(JSON.parse(text));
      }),
    );
  });
});
