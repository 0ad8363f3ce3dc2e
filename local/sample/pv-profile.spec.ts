import { describe, expect, it } from '@jest/globals';
import { tradingDay } from '#libs/market';
import { dayPvMillionths, sunSource } from './pv-profile.js';
import { readSampleTexts } from './read-sample-texts.js';
import { sampleSeries } from './sample-series.js';

const { pvMillionths } = sampleSeries(readSampleTexts());
const fileDay = (date: string): bigint[] =>
  tradingDay(date, 'UTC').quarterHours.map((each) => pvMillionths.get(each) ?? -1n);
const sum = (values: readonly bigint[]): bigint => values.reduce((a, b) => a + b, 0n);

describe('the day that a sun is taken from', () => {
  it.each([
    ['2025-10-26', '2021-02-22', 100],
    ['2026-03-29', '2021-03-29', 100],
    ['2026-05-01', '2021-03-30', 115],
    ['2026-05-02', '2021-03-30', 115],
    ['2026-05-20', '2021-03-30', 120],
    ['2026-06-21', '2021-03-30', 120],
    ['2025-10-01', '2021-03-06', 100],
    ['2025-12-21', '2021-02-22', 60],
    ['2026-01-10', '2021-02-22', 75],
  ])('for %s is %s at %i %%', (date, source, percent) => {
    expect(sunSource(date, pvMillionths)).toEqual({ date: source, percent });
  });

  it('is a bug in an empty file', () => {
    expect(() => sunSource('2026-05-01', new Map())).toThrow('no whole day');
  });
});

describe("a day's sun", () => {
  it('goes by UTC: the first quarter hour of a summer day is that of 22:00', () => {
    const source = fileDay('2021-03-29');
    const sun = dayPvMillionths(tradingDay('2026-03-29'), pvMillionths);
    expect(sun).toHaveLength(92);
    expect(sun).toEqual([...source.slice(92), ...source.slice(0, 88)]);
  });

  it('is whole on a day of 100 quarter hours', () => {
    const sun = dayPvMillionths(tradingDay('2025-10-26'), pvMillionths);
    expect(sun).toHaveLength(100);
    expect(sum(sun)).toBe(sum(fileDay('2021-02-22')));
  });

  it('grows by the season', () => {
    const expected = fileDay('2021-03-30').map((value) => (value * 115n) / 100n);
    expect(sum(dayPvMillionths(tradingDay('2026-05-01'), pvMillionths))).toBe(sum(expected));
  });

  it('stops at the installed power', () => {
    const bright = new Map([...pvMillionths].map(([quarter, value]) => [quarter, value === 0n ? 0n : 900_000n]));
    const sun = dayPvMillionths(tradingDay('2026-05-01'), bright);
    expect(new Set(sun)).toEqual(new Set([0n, 1_000_000n]));
  });
});
