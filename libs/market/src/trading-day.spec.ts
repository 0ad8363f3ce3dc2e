import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { instant } from './instant.js';
import { formatInstant } from './instant-text.js';
import { startOf } from './quarter-hour.js';
import { isDate, tradingDay, tradingDayOf } from './trading-day.js';

describe('a trading day', () => {
  it.each([
    ['2026-05-01', 'Europe/Berlin', 96, '2026-04-30T22:00:00Z', '2026-05-01T22:00:00Z'],
    ['2025-10-26', 'Europe/Berlin', 100, '2025-10-25T22:00:00Z', '2025-10-26T23:00:00Z'],
    ['2026-03-29', 'Europe/Berlin', 92, '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
    ['2026-05-01', 'UTC', 96, '2026-05-01T00:00:00Z', '2026-05-02T00:00:00Z'],
    ['2025-10-26', 'Europe/London', 100, '2025-10-25T23:00:00Z', '2025-10-27T00:00:00Z'],
    ['2026-04-05', 'Australia/Lord_Howe', 98, '2026-04-04T13:00:00Z', '2026-04-05T13:30:00Z'],
  ])('%s in %s has %i quarter hours', (date, zone, count, start, end) => {
    const day = tradingDay(date, zone);
    expect(day.quarterHours).toHaveLength(count);
    expect([day.date, formatInstant(day.start), formatInstant(day.end)]).toEqual([date, start, end]);
    expect(day.quarterHours.map(startOf).at(0)).toBe(day.start);
  });

  it('is in Berlin unless another zone is named', () => {
    expect(tradingDay('2026-05-01')).toEqual(tradingDay('2026-05-01', 'Europe/Berlin'));
  });

  it('holds every instant in exactly one day, in walking quarter hours', () => {
    const years = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) });
    fc.assert(
      fc.property(years, (ms) => {
        const day = tradingDayOf(instant(ms));
        expect(day.start <= ms && ms < day.end).toBe(true);
        expect(tradingDay(day.date)).toEqual(day);
        expect([92, 96, 100]).toContain(day.quarterHours.length);
        expect(day.quarterHours.every((quarter, i) => quarter === (day.quarterHours[0] ?? 0) + i)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it.each(['1980-01-01', '9998-12-31'])('is %s in every time zone', (date) => {
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      const { quarterHours } = tradingDay(date, zone);
      expect(quarterHours.every(Number.isInteger)).toBe(true);
    }
  });

  it.each([
    ...['2026-02-30', '2026-13-01', '2026-5-1', '2026-05-01T00:00', '', '20260501'],
    ...['0000-01-01', '1893-03-31', '1979-12-31', '9999-01-01'],
  ])('is not %j', (date) => {
    expect(isDate(date)).toBe(false);
    expect(() => tradingDay(date)).toThrow(RangeError);
  });
});
