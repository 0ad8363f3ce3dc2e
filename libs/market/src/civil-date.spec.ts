import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { civilDateOf, daysInMonth, daysSinceEpoch } from './civil-date.js';

describe('a civil date', () => {
  it.each([
    [2024, 2, 29],
    [2026, 2, 28],
    [2000, 2, 29],
    [1900, 2, 28],
    [2026, 4, 30],
    [2026, 12, 31],
    [2026, 0, 0],
    [2026, 13, 0],
  ])('in year %i month %i has %i days', (year, month, days) => {
    expect(daysInMonth(year, month)).toBe(days);
  });

  it('counts days as the calendar of the language does, and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -719_528, max: 2_932_896 }), (days) => {
        const date = new Date(days * 86_400_000);
        const expected = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
        expect(civilDateOf(days)).toEqual(expected);
        expect(daysSinceEpoch(expected)).toBe(days);
      }),
    );
  });
});
