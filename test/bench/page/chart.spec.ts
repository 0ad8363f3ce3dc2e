import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chart, ticksUpTo } from './chart.js';
import type { HistoryPoint, Series } from './figure-history.js';

const point = (value: number, more: Partial<HistoryPoint> = {}): HistoryPoint => ({
  ...{ date: '2026-11-21T09:11:46.292Z', value, counts: true, says: `${value} of it` },
  ...more,
});
const series = (points: readonly HistoryPoint[], bound?: number): Series => ({
  ...{ what: 'sagas', unit: '×', better: 'more', points, ...(bound !== undefined && { bound }) },
});
const heights = (svg: string): number[] => [...svg.matchAll(/ cy="([^"]+)"/g)].map(([, y]) => Number(y));

describe('the ticks of an axis', () => {
  it.each([
    [0, [0, 0.1]],
    [4, [0, 1, 2, 3, 4]],
    [1.42, [0, 0.5, 1, 1.5]],
    [2_999.8, [0, 1_000, 2_000, 3_000]],
    [20_000, [0, 5_000, 10_000, 15_000, 20_000]],
  ])('up to %d', (greatest, ticks) => {
    expect(ticksUpTo(greatest)).toEqual(greatest === 0 ? [0] : ticks);
  });

  it('reach every value, in a handful of steps', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1e9, noNaN: true }), (greatest) => {
        const ticks = ticksUpTo(greatest);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(greatest * (1 - 1e-6));
        expect(ticks.length).toBeLessThanOrEqual(6);
      }),
    );
  });
});

describe('a chart', () => {
  it('draws values in proportion, from nothing at the bottom to the last tick at the top', () => {
    expect(heights(chart(series([point(0), point(2), point(4)])))).toEqual([216, 115, 14]);
  });

  it('draws the limit where its value stands', () => {
    const svg = chart(series([point(1), point(2)], 4));
    expect(svg).toContain('<line class="limit" x1="64" x2="624" y1="14" y2="14"/>');
    expect(svg).toContain('at least 4 ×');
  });

  it('draws the windows of neighbours as one band, and those of a lonely point as a bar', () => {
    const spread = [1, 4] as const;
    const points = [point(2, { spread }), point(3, { spread: [2, 4] }), point(3), point(2, { spread })];
    const svg = chart(series(points));
    expect(svg).toContain('<polygon class="band" points="64,14 250.7,14 250.7,115 64,165.5"/>');
    expect(svg).toContain('<line class="bar" x1="624" x2="624" y1="165.5" y2="14"/>');
  });

  it('says of each point what it is, as text', () => {
    const svg = chart(series([point(1, { says: '<1> & "2"', counts: false })]));
    expect(svg).toContain('<title>&lt;1&gt; &amp; &quot;2&quot;</title>');
    expect(svg).toContain('class="dot void"');
  });

  it('of any numbers keeps within its frame', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(values, (all) => {
        const svg = chart(series(all.map((value) => point(value))));
        expect(svg).not.toMatch(/NaN|Infinity|undefined/);
        for (const y of heights(svg)) expect(y >= 13.9 && y <= 216).toBe(true);
      }),
    );
  });
});
