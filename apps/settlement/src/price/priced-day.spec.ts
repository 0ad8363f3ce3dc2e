import { type Eic, quarterHour, tradingDay } from '#libs/market';
import { describe, expect, it } from '@jest/globals';
import { pricedDays, tooManyDays } from './priced-day.js';

const [one, other] = ['10Y1001A1001A82H', '10YFR-RTE------C'] as [Eic, Eic];
const zone = 'Europe/Berlin';

describe('the days of a price file', () => {
  it.each([
    ['2026-03-29', 92],
    ['2026-05-01', 96],
    ['2025-10-26', 100],
  ])('%s is one day of %i quarter hours, wherever its lines lie in it', (date, length) => {
    const { quarterHours } = tradingDay(date, zone);
    const lines = quarterHours.toReversed().map((quarter) => ({ area: one, quarterHour: quarter }));
    const days = pricedDays(lines, zone);
    expect(days.map(({ day }) => day.date)).toEqual([date]);
    expect(days[0]?.day.quarterHours).toHaveLength(length);
  });

  it('are told by area and in order, each once', () => {
    const first = Date.UTC(2026, 4, 1) / 900_000;
    const lines = [
      { area: other, quarterHour: quarterHour(first) },
      { area: one, quarterHour: quarterHour(first + 96) },
      { area: one, quarterHour: quarterHour(first) },
      { area: one, quarterHour: quarterHour(first + 1) },
    ];
    expect(pricedDays(lines, zone).map(({ area, day }) => [area, day.date])).toEqual([
      [one, '2026-05-01'],
      [one, '2026-05-02'],
      [other, '2026-05-01'],
    ]);
  });

  it.each([
    [1, 3, undefined],
    [3, 3, undefined],
    [4, 3, 'its lines are of 4 days of areas, expected at most 3'],
    [20, 3, 'its lines are of at least 10 days of areas, expected at most 3'],
  ])('%i where %i may be are too many: %s', (count, most, because) => {
    const noon = Date.UTC(2026, 4, 1, 12) / 900_000;
    const lines = Array.from({ length: count }, (_, day) => ({ area: one, quarterHour: quarterHour(noon + day * 96) }));
    expect(tooManyDays(lines, zone, most)).toBe(because);
  });
});
