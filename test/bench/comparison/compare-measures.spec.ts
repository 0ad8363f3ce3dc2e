import { describe, expect, it } from '@jest/globals';
import { type Draw, seededRandom } from '../../../local/sample/seeded-random.js';
import type { Measure } from '../measure.js';
import { spreadOf } from '../spread.js';
import { compareMeasures } from './compare-measures.js';

/** About `mean`, spread by a tenth of it to each side: the sum of four draws. */
const windowsAbout = (mean: number, draw: Draw, count = 5): number[] =>
  Array.from(
    { length: count },
    () => mean * (0.9 + (draw(0, 500) + draw(0, 500) + draw(0, 500) + draw(0, 500)) / 10_000),
  );

function measured(mean: number, besideMean: number, draw: Draw, better: Measure['better'] = 'more'): Measure {
  const windows = windowsAbout(mean, draw);
  const others = windowsAbout(besideMean, draw);
  return {
    ...{ what: 'sagas', unit: 'sagas/s', value: spreadOf(windows).median, better, windows },
    beside: { what: 'bare', value: spreadOf(others).median, windows: others },
  };
}

const seeds = Array.from({ length: 200 }, (_, seed) => seed);
const shareOf = (found: readonly string[], finding: string): number =>
  found.filter((one) => one === finding).length / found.length;

describe('two runs', () => {
  it('of one distribution are called changed for about one seed in twenty at most', () => {
    const found = seeds.map((seed) => {
      const draw = seededRandom(seed, 'no change');
      const compared = compareMeasures(measured(2_000, 1_000, draw), measured(2_000, 1_000, draw));
      return [compared.ratio.finding, compared.value.finding] as const;
    });
    for (const at of [0, 1] as const)
      expect(
        shareOf(
          found.map((pair) => pair[at]),
          'noise',
        ),
      ).toBeGreaterThanOrEqual(0.93);
  });

  it.each([
    ['faster by a half is called better', 3_000, 'more', 'better'],
    ['slower by a third is called worse', 1_340, 'more', 'worse'],
    ['that take half as much again are called worse where less is better', 3_000, 'less', 'worse'],
  ] as const)('that are %s', (_, mean, better, finding) => {
    const found = seeds.map((seed) => {
      const draw = seededRandom(seed, 'a change');
      const from = measured(2_000, 1_000, draw, better);
      return compareMeasures(from, measured(mean, 1_000, draw, better)).finding;
    });
    expect(shareOf(found, finding)).toBeGreaterThan(0.95);
  });

  it('on a machine that has become slower by a third are noise: the ratio decides', () => {
    const found = seeds.map((seed) => {
      const draw = seededRandom(seed, 'a mood');
      return compareMeasures(measured(2_000, 1_000, draw), measured(1_340, 670, draw));
    });
    expect(
      shareOf(
        found.map(({ value }) => value.finding),
        'worse',
      ),
    ).toBeGreaterThan(0.95);
    expect(
      shareOf(
        found.map(({ finding }) => finding),
        'noise',
      ),
    ).toBeGreaterThanOrEqual(0.93);
  });
});

describe('what cannot be told is said', () => {
  const draw = seededRandom(1, 'few');
  const whole = measured(2_000, 1_000, draw);
  const { windows: _, ...single } = whole;
  const few = { ...whole, windows: [1, 2, 3] };
  const { beside: __, ...alone } = whole;

  it.each([
    ['one value', single, 'one value on a side, and 4 windows are wanted'],
    ['three windows', few, '3 windows on a side, and 4 windows are wanted'],
  ])('of %s', (___, from, because) => {
    expect(compareMeasures(from, whole)).toMatchObject({
      finding: 'cannot tell',
      value: { finding: 'cannot tell', because },
    });
  });

  it('of a ratio without windows, though the values have some: the machine may have changed', () => {
    const besideOnce = { ...whole, beside: { what: 'bare', value: 1_000 } };
    expect(compareMeasures(besideOnce, measured(4_000, 1_000, draw))).toMatchObject({
      finding: 'cannot tell',
      ratio: { finding: 'cannot tell' },
      value: { finding: 'better' },
    });
  });

  it('of absolute values that must not be compared, while ratios may', () => {
    expect(compareMeasures(whole, measured(4_000, 1_000, draw), 'the machines differ')).toMatchObject({
      finding: 'better',
      value: { finding: 'cannot tell', because: 'the machines differ' },
    });
  });

  it('and a number with nothing beside it is judged by itself', () => {
    const faster = { ...alone, value: 4_000, windows: windowsAbout(4_000, draw) };
    expect(compareMeasures(alone, faster)).toMatchObject({
      finding: 'better',
      ratio: { finding: 'cannot tell', because: 'nothing was measured beside it' },
    });
  });
});
