import { describe, expect, it } from '@jest/globals';
import { anAccount, eur } from '../../../../test/support/a-hold.js';
import { freeMoney, withdrawableMoney } from './account.js';

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

describe('withdrawable money', () => {
  it.each([
    ['what is posted', {}, 0, 100],
    ['less what is held', { held: eur(30) }, 0, 70],
    ['less proceeds of periods that are not settled', {}, 60, 40],
    ['less both', { held: eur(30) }, 60, 10],
    ['none of the credit', { creditLimit: eur(50) }, 0, 100],
    ['nothing where proceeds were spent already', { posted: eur(20) }, 60, 0],
    ['nothing on an overdrawn account', { posted: eur(-60), creditLimit: eur(100) }, 0, 0],
  ])('is %s', (_, other, unsettledEur, withdrawableEur) => {
    expect(withdrawableMoney(anAccount(other), eur(unsettledEur))).toBe(eur(withdrawableEur));
  });
});
