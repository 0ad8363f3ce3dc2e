import { describe, expect, it } from '@jest/globals';
import type { KeptResult } from '../kept-result.js';
import { figureHistories } from './figure-history.js';
import { historyPage } from './history-page.js';

const result = (date: string, value: number, more: Partial<KeptResult> = {}): KeptResult => ({
  ...{ file: `${date}.json`, figure: 'sagas', date: `${date}T09:11:46.292Z`, seconds: 8, open: undefined },
  ...{ verdict: 'hold', versions: { gridsaga: '0.3.0' } },
  machine: { cores: 2, processor: 'A <fast> one', memoryGiB: 24, system: 'Linux 6' },
  measures: [
    {
      ...{ what: 'sagas', value, unit: 'sagas/s', better: 'more', windows: [value - 1, value + 1] },
      ...{ beside: { what: 'bare', value: 10, windows: [10, 5] }, limit: { of: 'ratio', bound: 3 } },
    },
    { what: 'p99', value: 120, unit: 'ms', better: 'less' },
  ],
  ...more,
});

describe('the history of a figure', () => {
  const [history] = figureHistories([result('2026-11-20', 20), result('2026-11-21', 25, { verdict: 'broken' })]);

  it('has a series of values, and one of ratios where something stood beside it', () => {
    expect(history?.series.map(({ what, unit, bound }) => [what, unit, bound])).toEqual([
      ['sagas', 'sagas/s', undefined],
      ['sagas, as a ratio', '×', 3],
      ['p99', 'ms', undefined],
    ]);
  });

  it('says values, spreads, and what counts', () => {
    expect(history?.series[1]?.points).toMatchObject([
      { value: 2, spread: [1.9, 4.2], counts: true },
      { value: 2.5, spread: [2.4, 5.2], counts: false },
    ]);
    expect(history?.series[0]?.points[1]?.says).toBe(
      '25 sagas/s, windows 24 … 26; 2026-11-21 09:11, gridsaga 0.3.0, 8 s, 2 cores of A <fast> one, 24 GiB; invariants broken',
    );
  });

  it('leaves out what a result did not measure', () => {
    const old = result('2026-11-19', 10);
    const [one] = figureHistories([{ ...old, measures: [old.measures[0]] }, result('2026-11-20', 20)]);
    expect(one?.series.map(({ points }) => points.length)).toEqual([2, 2, 1]);
  });
});

describe('the page', () => {
  const page = historyPage([result('2026-11-20', 20), result('2026-11-21', 25)]);

  it('needs nothing from elsewhere and runs nothing', () => {
    expect(page).not.toMatch(/<script|<link|<img|src=|https?:|url\(/);
  });

  it('shows every figure, every chart, every result, and what is short of its limit', () => {
    expect(page.match(/<svg /g)).toHaveLength(3);
    expect(page).toContain('<td>2.5 ×</td><td>≥ 3 ×</td><td class="short">short of</td><td>2026-11-21 09:11</td>');
    expect(page.match(/<td>2026-11-20 09:11<\/td>/g)).toHaveLength(2);
    expect(page).toContain('A &lt;fast&gt; one');
    expect(page).not.toContain('<fast>');
  });

  it('stands without any result', () => {
    expect(historyPage([])).toContain('0 results');
  });
});
