import { describe, expect, it } from '@jest/globals';
import { tradingDay } from '#libs/market';
import { dayLoadW, loadSourceDate } from './load-profile.js';
import { readSampleTexts } from './read-sample-texts.js';
import { sampleSeries } from './sample-series.js';

const { loadW } = sampleSeries(readSampleTexts());
const fileDay = (date: string): (bigint | undefined)[] => tradingDay(date).quarterHours.map((each) => loadW.get(each));

describe('the day that a load is taken from', () => {
  it.each([
    ['2025-10-26', '2021-03-07'],
    ['2026-03-29', '2021-03-21'],
    ['2026-05-01', '2021-03-21'],
    ['2026-05-02', '2021-03-20'],
    ['2026-06-01', '2021-03-15'],
    ['2026-05-25', '2021-03-21'],
    ['2025-10-01', '2021-03-03'],
    ['2025-10-03', '2021-03-07'],
  ])('for %s is %s', (date, source) => {
    expect(loadSourceDate(date)).toBe(source);
  });
});

describe("a day's load", () => {
  it('is its source day where the clocks stand still', () => {
    expect(dayLoadW(tradingDay('2026-05-01'), loadW)).toEqual(fileDay('2021-03-21'));
  });

  it('takes the repeated hour twice', () => {
    const source = fileDay('2021-03-07');
    const load = dayLoadW(tradingDay('2025-10-26'), loadW);
    expect(load).toHaveLength(100);
    expect(load).toEqual([...source.slice(0, 12), ...source.slice(8)]);
  });

  it('leaves out the missing hour', () => {
    const source = fileDay('2021-03-21');
    const load = dayLoadW(tradingDay('2026-03-29'), loadW);
    expect(load).toHaveLength(92);
    expect(load).toEqual([...source.slice(0, 8), ...source.slice(12)]);
  });

  it('is a bug without its source', () => {
    expect(() => dayLoadW(tradingDay('2026-05-01'), new Map())).toThrow('2021-03-21');
  });
});
