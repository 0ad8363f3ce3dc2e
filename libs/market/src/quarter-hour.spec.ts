import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { instant } from './instant.js';
import { quarterHour, quarterHourAt, quarterHourMs, startOf } from './quarter-hour.js';

describe('a quarter hour', () => {
  it('is counted from the epoch', () => {
    expect(quarterHourAt(instant(Date.UTC(1970, 0, 1, 1)))).toBe(4);
    expect(quarterHourAt(instant(Date.UTC(1969, 11, 31, 23, 45)))).toBe(-1);
  });

  it.each([1, 899_999, -1])('does not start %i ms after the epoch', (ms) => {
    expect(quarterHourAt(instant(ms))).toBe('not aligned');
  });

  it('starts where it is found', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e8 }), (count) => {
        const quarter = quarterHour(count);
        expect(startOf(quarter)).toBe(count * quarterHourMs);
        expect(quarterHourAt(startOf(quarter))).toBe(count);
      }),
    );
  });

  it.each([0.5, 1e12, Number.NaN])('is not counted by %p', (count) => {
    expect(() => quarterHour(count)).toThrow(RangeError);
  });
});
