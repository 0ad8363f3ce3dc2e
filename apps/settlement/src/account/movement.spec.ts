import { money, zeroMoney } from '#libs/units';
import { describe, expect, it } from '@jest/globals';
import { accountsOf, anAccount, bothAccounts, eur, theBuyer, theSeller } from '../../../../test/support/a-hold.js';
import { afterMovements } from './movement.js';

describe('movements', () => {
  it('add up where they are on the same account', () => {
    const movements = [
      { account: theBuyer, posted: eur(5), held: eur(2) },
      { account: theSeller, posted: eur(-1), held: zeroMoney },
      { account: theBuyer, posted: eur(-3), held: eur(-1) },
    ];
    expect(afterMovements(bothAccounts(), movements)).toEqual([
      anAccount({ posted: eur(102), held: eur(1) }),
      anAccount({ id: theSeller, posted: eur(99) }),
    ]);
  });

  it('leave the accounts that they came from as they were', () => {
    const accounts = bothAccounts();
    afterMovements(accounts, [{ account: theBuyer, posted: eur(5), held: eur(2) }]);
    expect(accounts).toEqual(bothAccounts());
  });

  it('never release more than is held', () => {
    const release = { account: theBuyer, posted: zeroMoney, held: money(-1n) };
    expect(() => afterMovements(bothAccounts(), [release])).toThrow('would hold -1 × 10⁻⁸ euro');
  });

  it('are a bug on an account that is not there', () => {
    const movement = { account: theBuyer, posted: zeroMoney, held: zeroMoney };
    expect(() => afterMovements(accountsOf(), [movement])).toThrow(`${theBuyer} was not loaded`);
  });
});
