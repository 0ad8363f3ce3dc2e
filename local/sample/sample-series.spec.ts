import { describe, expect, it } from '@jest/globals';
import { readSampleTexts } from './read-sample-texts.js';
import { sampleSeries } from './sample-series.js';

const texts = {
  prices:
    'delivery_start_utc,price_eur_mwh\r\n1970-01-01T00:15:00Z,2.5700000000000003\r\n1970-01-01T00:30:00Z,-499.99\r\n',
  load: 'timestamp,electricity\n900,297\n',
  pv: 'timestamp,electricity\n900.0,0.4049999999999999\n1800.0,1.0\n2700.0,0.0124999999999999\n',
};

describe('the sample series', () => {
  it('are read by quarter hour, prices to the cent and sun to the millionth', () => {
    const series = sampleSeries(texts);
    expect([...series.prices]).toEqual([
      [1, 257],
      [2, -49_999],
    ]);
    expect([...series.loadW]).toEqual([[1, 297n]]);
    expect([...series.pvMillionths]).toEqual([
      [1, 405_000n],
      [2, 1_000_000n],
      [3, 12_500n],
    ]);
  });

  it.each([
    ['a price off a cent', { prices: 'h,h\n1970-01-01T00:15:00Z,2.575\n' }],
    ['a price of the wrong minute', { prices: 'h,h\n1970-01-01T00:16:00Z,2.57\n' }],
    ['a load with a fraction', { load: 'h,h\n900,1.5\n' }],
    ['a load without a time', { load: 'h,h\n,1\n' }],
    ['more sun than the plant', { pv: 'h,h\n900.0,2.0\n' }],
  ])('refuse %s', (_, fault) => {
    expect(() => sampleSeries({ ...texts, ...fault })).toThrow('cannot read');
  });

  it('that ship can be read, every line', () => {
    const series = sampleSeries(readSampleTexts());
    expect([series.prices.size, series.loadW.size, series.pvMillionths.size]).toEqual([7104, 4316, 4316]);
  });
});
