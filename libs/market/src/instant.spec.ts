import { describe, expect, it } from '@jest/globals';
import { earliestMs, instant, latestMs } from './instant.js';

describe('an instant', () => {
  it.each([0, earliestMs, latestMs])('may be %i', (ms) => {
    expect(instant(ms)).toBe(ms);
  });

  it.each([0.5, earliestMs - 1, latestMs + 1, Number.NaN])('may not be %p', (ms) => {
    expect(() => instant(ms)).toThrow(RangeError);
  });
});
