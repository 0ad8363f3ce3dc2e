import { accepted, already, refused } from '#libs/decision';
import { money } from '#libs/units';
import { describe, expect, it } from '@jest/globals';
import { anAccount, eur } from '../../../../test/support/a-hold.js';
import { decideTerms } from './decide-terms.js';

const low = anAccount({ posted: eur(-60), held: eur(10), creditLimit: eur(100) });

describe('the terms of an account', () => {
  it.each([
    ['sets a limit', anAccount(), { creditLimit: eur(50) }, accepted(anAccount({ creditLimit: eur(50) }))],
    ['freezes', anAccount(), { frozen: true }, accepted(anAccount({ frozen: true }))],
    ['thaws', anAccount({ frozen: true }), { frozen: false }, accepted(anAccount())],
    ['lowers a limit below what is owed', low, { creditLimit: eur(1) }, accepted({ ...low, creditLimit: eur(1) })],
    ['knows the limit already', anAccount(), { creditLimit: eur(0) }, already()],
    ['is frozen already', anAccount({ frozen: true }), { frozen: true }, already()],
    ['takes no negative limit', anAccount(), { creditLimit: money(-1n) }, refused('credit limit below zero')],
    ['is for parties', anAccount({ kind: 'clearing' }), { frozen: true }, refused('not a party account')],
    ['needs an account', undefined, { frozen: true }, refused('unknown account')],
  ])('%s', (_, known, terms, decision) => {
    expect(decideTerms(known, terms)).toEqual(decision);
  });
});
