import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rankTest } from './rank-test.js';

const values = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 5 });

/** The obvious way: every choice of so many places is looked at. */
function chanceByLooking(one: readonly number[], other: readonly number[]): number {
  const all = [...one, ...other];
  const rank = (value: number): number =>
    all.filter((each) => each < value).length + (all.filter((each) => each === value).length + 1) / 2;
  const ranks = all.map(rank);
  const awaited = (one.length * (all.length + 1)) / 2;
  const far = (places: readonly number[]): number =>
    Math.abs(places.reduce((sum, place) => sum + (ranks[place] ?? 0), 0) - awaited);
  const seen = far(one.map((_, at) => at));
  const choices = Array.from({ length: 2 ** all.length }, (_, bits) =>
    all.map((__, at) => at).filter((at) => (bits >> at) & 1),
  )
    .filter((places) => places.length === one.length)
    .map(far);
  return choices.filter((distance) => distance >= seen).length / choices.length;
}

describe('the test by ranks', () => {
  it.each([
    ['four below four', [1, 2, 3, 4], [5, 6, 7, 8], 2 / 70, true],
    ['five above five', [16, 17, 18, 19, 20], [1, 2, 3, 4, 5], 2 / 252, false],
    ['three below three', [1, 2, 3], [4, 5, 6], 2 / 20, true],
    ['the same', [1, 2, 3, 4], [1, 2, 3, 4], 1, false],
    ['all equal', [7, 7, 7, 7], [7, 7, 7, 7], 1, false],
  ])('of %s', (_, one, other, chance, rises) => {
    const found = rankTest(one, other);
    expect(found.chance).toBeCloseTo(chance, 12);
    expect(found.rises).toBe(rises);
  });

  it('answers what looking at every order answers', () => {
    fc.assert(
      fc.property(values, values, (one, other) => {
        expect(rankTest(one, other).chance).toBeCloseTo(chanceByLooking(one, other), 12);
      }),
      { numRuns: 50 },
    );
  });

  it('is the same whichever comes first', () => {
    fc.assert(
      fc.property(values, values, (one, other) => {
        expect(rankTest(one, other).chance).toBeCloseTo(rankTest(other, one).chance, 12);
      }),
    );
  });
});
