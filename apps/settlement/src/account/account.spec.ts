import { describe, expect, it } from '@jest/globals';
import { anAccount, eur } from '../../../../test/support/a-hold.js';
import { freeMoney } from './account.js';

describe('free money', () => {
  it.each([
    ['what is posted, where nothing is held', {}, 100],
    ['less what is held', { held: eur(30) }, 70],
    ['plus the credit limit', { creditLimit: eur(50) }, 150],
    ['below zero on an overdrawn account', { posted: eur(-60), held: eur(10), creditLimit: eur(50) }, -20],
  ])('is %s', (_, other, freeEur) => {
    expect(freeMoney(anAccount(other))).toBe(eur(freeEur));
  });
});
