import { accepted, already, refused } from '#libs/decision';
import { money } from '#libs/units';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anAccount, eur } from '../../../../test/support/a-hold.js';
import { freeMoney } from './account.js';
import { type AccountTerms, decideTerms } from './decide-terms.js';

const low = anAccount({ posted: eur(-60), held: eur(10), creditLimit: eur(100) });
const frozen = anAccount({ frozen: true, frozenBecause: 'a doubt' });
const next = { sequence: 2 };
const freeze = { frozen: true, because: 'a doubt' } as const;

describe('the terms of an account', () => {
  it.each<[string, Parameters<typeof decideTerms>[0], AccountTerms, unknown]>([
    ['sets a limit', anAccount(), { creditLimit: eur(50) }, accepted(anAccount({ creditLimit: eur(50), ...next }))],
    ['freezes', anAccount(), freeze, accepted({ ...frozen, ...next })],
    ['thaws', frozen, { frozen: false }, accepted(anAccount(next))],
    [
      'freezes once more for another reason',
      frozen,
      { frozen: true, because: 'a court' },
      accepted({ ...frozen, frozenBecause: 'a court', ...next }),
    ],
    [
      'lowers a limit below what is owed, and records by how much',
      low,
      { creditLimit: eur(1) },
      accepted({ ...low, creditLimit: eur(1), overdrawnByLimit: eur(69), ...next }),
    ],
    [
      'raises a limit, and records that nothing is owed beyond it',
      { ...low, creditLimit: eur(1), overdrawnByLimit: eur(69) },
      { creditLimit: eur(70) },
      accepted({ ...low, creditLimit: eur(70), ...next }),
    ],
    ['knows the limit already', anAccount(), { creditLimit: eur(0) }, already()],
    ['is frozen already', frozen, freeze, already()],
    ['is not frozen anyway', anAccount(), { frozen: false }, already()],
    ['takes no negative limit', anAccount(), { creditLimit: money(-1n) }, refused('credit limit below zero')],
    ['is for parties', anAccount({ kind: 'clearing' }), freeze, refused('not a party account')],
    ['needs an account', undefined, freeze, refused('unknown account')],
  ])('%s', (_, known, terms, decision) => {
    expect(decideTerms(known, terms)).toEqual(decision);
  });

  it.each<[string, number | undefined, AccountTerms, string]>([
    ['the version that was seen', 3, freeze, 'accepted'],
    ['no version', undefined, freeze, 'accepted'],
    ['an older version', 2, freeze, 'refused'],
    ['a version that does not exist yet', 4, freeze, 'refused'],
    ['an older version, where nothing is to change', 2, { frozen: false }, 'already'],
  ])('named with %s', (_, seen, terms, answer) => {
    expect(decideTerms(anAccount({ sequence: 3 }), terms, seen).answer).toBe(answer);
  });

  it('name both versions where a newer one stands', () => {
    expect(decideTerms(anAccount({ sequence: 3 }), freeze, 2)).toEqual(
      refused('changed since it was seen', { seenVersion: 2, version: 3 }),
    );
  });

  it('always record as much of a cause as the limit leaves the account overdrawn', () => {
    const anyMoney = fc.bigInt(-1000n, 1000n).map(money);
    const positive = fc.bigInt(0n, 1000n).map(money);
    fc.assert(
      fc.property(anyMoney, positive, positive, positive, (posted, held, before, creditLimit) => {
        const decision = decideTerms(anAccount({ posted, held, creditLimit: before }), { creditLimit });
        if (decision.answer !== 'accepted') return;
        const free = freeMoney(decision.what);
        expect(decision.what.overdrawnByLimit).toBe(free < 0n ? -free : 0n);
      }),
    );
  });
});
