import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { certainRefusals } from './certain-refusals.js';
import type { Leg } from './global-transaction.js';

/** Legs by their rows: `ab` shares row b with `bc`. */
const legsOf = (rows: readonly string[]): Leg[] => rows.map((row, index) => ({ id: String(index), keys: [...row] }));

/** Who refuses which legs, as in `{ S: '02' }`; `own` is the coordinator. */
const certainOf = (rows: readonly string[], { own = '', ...refused }: Readonly<Record<string, string>>): string =>
  certainRefusals(
    legsOf(rows),
    new Map(
      Object.entries(refused).map(([name, ids]) => [
        name,
        new Map([...ids].map((id) => [id, { reason: `by ${name}` }])),
      ]),
    ),
    ({ id }) => (own.includes(id) ? { reason: 'gate closed' } : undefined),
  )
    .map(({ id }) => id)
    .join('');

describe('a refusal is certain', () => {
  it.each([
    ['nowhere where nothing is refused', ['ab', 'bc'], { S: '', M: '' }, ''],
    ['of the first refused leg', ['ab', 'bc'], { S: '0', M: '' }, '0'],
    ['of a leg behind one that the same refused', ['ab', 'bc'], { S: '01', M: '' }, '01'],
    ['not of a leg behind one that left rows at who refuses', ['ab', 'bc'], { S: '0', M: '1' }, '0'],
    ['of a leg that shares no row with what was refused', ['ab', 'cd'], { S: '0', M: '1' }, '01'],
    ['not of a leg behind an open one', ['ab', 'bc', 'cd'], { S: '0', M: '12' }, '0'],
    ['not behind an accepted leg whose acceptance is open', ['ab', 'bc', 'cd'], { S: '02', M: '' }, '0'],
    ['where one of two who refuse saw the rows as they will be', ['ab', 'bc'], { S: '01', M: '1' }, '01'],
    ['of what the coordinator refuses itself', ['ab'], { own: '0', S: '', M: '' }, '0'],
    ['of what the coordinator refuses behind an open leg', ['ab', 'bc', 'cd'], { own: '2', S: '0', M: '' }, '02'],
    ['not behind a leg that only the coordinator refused', ['ab', 'bc'], { own: '0', S: '1', M: '' }, '0'],
  ] as const)('%s', (_, rows, refused, certain) => {
    expect(certainOf(rows, refused)).toBe(certain);
  });

  it('for a reason of who saw the rows as they will be', () => {
    const rejected = certainRefusals(
      legsOf(['ab', 'bc']),
      new Map([
        ['M', new Map([['1', { reason: 'doubtful' }]])],
        [
          'S',
          new Map([
            ['0', { reason: 'poor' }],
            ['1', { reason: 'poorer' }],
          ]),
        ],
      ]),
      () => undefined,
    );
    expect(rejected).toEqual([
      { id: '0', because: { reason: 'poor' } },
      { id: '1', because: { reason: 'poorer' } },
    ]);
  });

  it('of the first refused leg always, and of no leg that nobody refused', () => {
    const legs = fc.array(fc.constantFrom('a', 'b', 'c', 'ab', 'bc', 'ac'), { minLength: 1, maxLength: 9 });
    const ids = fc.uniqueArray(fc.nat(8), { maxLength: 5 }).map((each) => each.join(''));
    fc.assert(
      fc.property(legs, ids, ids, ids, (rows, own, S, M) => {
        const refused = legsOf(rows)
          .map(({ id }) => id)
          .filter((id) => `${own}${S}${M}`.includes(id));
        const certain = [...certainOf(rows, { own, S, M })];
        expect(certain[0]).toBe(refused[0]);
        expect(refused).toEqual(expect.arrayContaining(certain));
      }),
    );
  });
});
