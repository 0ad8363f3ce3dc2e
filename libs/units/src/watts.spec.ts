import { describe, expect, it } from '@jest/globals';
import { watts } from './watts.js';

describe('watts', () => {
  it.each([0.5, 2 ** 53, Number.NaN])('refuse %p', (n) => {
    expect(() => watts(n)).toThrow(RangeError);
  });

  it('hold whole numbers, and no negative zero', () => {
    expect(watts(8000)).toBe(8000);
    expect(Object.is(watts(-0), 0)).toBe(true);
  });
});
