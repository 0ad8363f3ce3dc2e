import { describe, expect, it } from '@jest/globals';
import { marketDay } from './market-day.js';
import { readSampleTexts } from './read-sample-texts.js';
import { sampleSeries } from './sample-series.js';

const series = sampleSeries(readSampleTexts());
const day = marketDay('2026-05-01', series, 1);

describe('a day of the market', () => {
  it('injects nothing from a roof where exporting costs, in the meter either', () => {
    const negative = day.quarterHours.filter(({ dayAhead }) => dayAhead < 0);
    expect(negative.length).toBeGreaterThan(20);
    const roofs = negative.flatMap(({ metered }) => metered.filter(({ member }) => member.pvKwp > 0));
    expect(roofs.filter(({ injectionWh }) => injectionWh > 0)).toEqual([]);
  });

  it('injects from roofs while the price is good', () => {
    const good = day.quarterHours.filter(({ dayAhead }) => dayAhead > 2000);
    const roofs = good.flatMap(({ metered }) => metered.filter(({ member }) => member.pvKwp > 0));
    expect(roofs.some(({ injectionWh }) => injectionWh > 0)).toBe(true);
  });

  it('has no meter that goes both ways in one quarter hour', () => {
    const both = day.quarterHours.flatMap(({ metered }) =>
      metered.filter(({ consumptionWh, injectionWh }) => consumptionWh > 0 && injectionWh > 0),
    );
    expect(both).toEqual([]);
  });

  it('is a bug on a day without prices', () => {
    expect(() => marketDay('2026-04-01', series, 1)).toThrow('no price');
  });
});
