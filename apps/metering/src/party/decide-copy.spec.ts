import { describe, expect, it } from '@jest/globals';
import { accepted, ignored } from '#libs/decision';
import fc from 'fast-check';
import { aSeller } from '../../../../test/support/a-booking.js';
import { decideCopy } from './decide-copy.js';
import type { Party } from './party.js';

const party = (sequence: number): Party => ({ eic: aSeller, name: `name ${sequence}`, roles: ['producer'], sequence });

describe('the copy of a party', () => {
  it.each([
    ['none', undefined, party(1), accepted(party(1))],
    ['an older one', party(1), party(2), accepted(party(2))],
    ['an older one, with a gap between', party(1), party(7), accepted(party(7))],
    ['the same one', party(2), party(2), ignored('past that sequence', { known: 2, published: 2 })],
    ['a newer one', party(3), party(2), ignored('past that sequence', { known: 3, published: 2 })],
  ])('where there is %s', (_, known, published, decision) => {
    expect(decideCopy(known, published)).toEqual(decision);
  });

  it('is the newest published, in whatever order and however often the events arrive', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (sequences) => {
        let known: Party | undefined;
        for (const sequence of sequences) {
          const decision = decideCopy(known, party(sequence));
          if (decision.answer === 'accepted') known = decision.what;
        }
        expect(known).toEqual(party(Math.max(...sequences)));
      }),
    );
  });
});
