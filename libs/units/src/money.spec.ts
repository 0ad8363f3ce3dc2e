import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { absoluteMoney, addMoney, money, negateMoney, subtractMoney, zeroMoney } from './money.js';

const amounts = fc.bigInt().map(money);

describe('money', () => {
  it('adds nothing to zero', () => {
    expect(addMoney()).toBe(zeroMoney);
  });

  it('comes back when what was added is subtracted', () => {
    fc.assert(fc.property(amounts, amounts, (a, b) => expect(subtractMoney(addMoney(a, b), b)).toBe(a)));
  });

  it('sums to zero with its negation', () => {
    fc.assert(fc.property(amounts, (a) => expect(addMoney(a, negateMoney(a))).toBe(zeroMoney)));
  });

  it('has the absolute value of either sign', () => {
    fc.assert(
      fc.property(amounts, (a) => {
        expect(absoluteMoney(a)).toBe(absoluteMoney(negateMoney(a)));
        expect(absoluteMoney(a) >= 0n).toBe(true);
      }),
    );
  });
});
