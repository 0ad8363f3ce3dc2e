import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { unwritableLegs } from './unwritable-legs.js';

/** A database that takes sums up to a bound; every leg adds to the one sum. */
const upTo = (most: number) => async (legs: readonly number[]) => {
  const sum = legs.reduce((all, leg) => all + leg, 0);
  return sum > most ? { error: sum } : undefined;
};
const never = (): boolean => false;

describe('the legs that the database refuses', () => {
  it('are those that could not be added to the ones before, whichever they are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 40 }),
        fc.nat(400),
        async (legs, most) => {
          let sum = 0;
          const expected: number[] = [];
          for (const leg of legs) {
            if (sum + leg > most) expected.push(leg);
            else sum += leg;
          }
          const found = await unwritableLegs(legs, upTo(most), never);
          expect(found?.map(({ leg }) => leg)).toEqual(expected);
        },
      ),
    );
  });

  it('are named with what the database says of each', async () => {
    const refusalOf = async (legs: readonly string[]) => {
      const first = legs.find((leg) => leg.startsWith('bad'));
      return first === undefined ? undefined : { error: `not ${first}` };
    };
    expect(await unwritableLegs(['a', 'bad 1', 'b', 'c', 'bad 2', 'd'], refusalOf, never)).toEqual([
      { leg: 'bad 1', error: 'not bad 1' },
      { leg: 'bad 2', error: 'not bad 2' },
    ]);
  });

  it('are none where nothing at all can be written', async () => {
    expect(await unwritableLegs([1, 2, 3], async () => ({ error: 'away' }), never)).toBeUndefined();
  });

  it('are as many as there is time for, and one at least', async () => {
    expect(await unwritableLegs([5, 5, 5], upTo(4), () => true)).toEqual([{ leg: 5, error: 5 }]);
  });

  it('are found in few rehearsals', async () => {
    let rehearsals = 0;
    const refusalOf = async (legs: readonly number[]) => {
      rehearsals += 1;
      return legs.includes(700) ? { error: 'this one' } : undefined;
    };
    const legs = Array.from({ length: 1_000 }, (_, leg) => leg);
    expect(await unwritableLegs(legs, refusalOf, never)).toEqual([{ leg: 700, error: 'this one' }]);
    expect(rehearsals).toBeLessThanOrEqual(13);
  });
});
