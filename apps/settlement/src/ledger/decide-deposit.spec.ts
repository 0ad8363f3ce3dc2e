import { accepted, already, refused } from '#libs/decision';
import { instant } from '#libs/market';
import { describe, expect, it } from '@jest/globals';
import { anAccount, eur, theBuyer, theHour, theSeller } from '../../../../test/support/a-hold.js';
import { decideDeposit } from './decide-deposit.js';
import type { Transfer } from './transfer.js';

const deposit = { id: '5f0c7d6e-0000-5000-8000-000000000001', account: theBuyer, amount: eur(20) };

const transfer: Transfer = {
  of: deposit.id,
  part: 'deposit',
  debit: 'bank',
  credit: theBuyer,
  amount: eur(20),
  kind: 'deposit',
  at: theHour,
};

describe('a deposit', () => {
  it('moves money from the bank to the party', () => {
    expect(decideDeposit(deposit, undefined, anAccount(), theHour)).toEqual(
      accepted({ transfer, accounts: [anAccount({ posted: eur(120) })] }),
    );
  });

  it('is taken by a frozen account', () => {
    expect(decideDeposit(deposit, undefined, anAccount({ frozen: true }), theHour).answer).toBe('accepted');
  });

  it('is made once per key, however late the repeat comes', () => {
    expect(decideDeposit(deposit, transfer, anAccount(), instant(theHour + 1_000_000_000))).toEqual(already());
  });

  it.each([
    ['another amount under the same key', { ...deposit, amount: eur(21) }, anAccount()],
    ['other words under the same key', { ...deposit, reason: 'a gift' }, anAccount()],
    ['another account under the same key', { ...deposit, account: theSeller }, anAccount({ id: theSeller })],
  ])('refuses %s', (_, ask, account) => {
    const earlier = { earlierKind: 'deposit', earlierAccount: theBuyer, earlierEur: '20.00000000' };
    expect(decideDeposit(ask, transfer, account, theHour)).toEqual(refused('same key, different payload', earlier));
  });

  it('refuses a key that has made a withdrawal', () => {
    const paidOut: Transfer = { ...transfer, part: 'withdrawal', kind: 'withdrawal', debit: theBuyer, credit: 'bank' };
    expect(decideDeposit(deposit, paidOut, anAccount(), theHour)).toEqual(
      refused('same key, different payload', {
        earlierKind: 'withdrawal',
        earlierAccount: theBuyer,
        earlierEur: '20.00000000',
      }),
    );
  });

  it('needs an account of a party', () => {
    expect(decideDeposit(deposit, undefined, undefined, theHour)).toEqual(refused('unknown account'));
    const clearing = anAccount({ id: 'clearing', kind: 'clearing' });
    expect(decideDeposit({ ...deposit, account: 'clearing' }, undefined, clearing, theHour)).toEqual(
      refused('not a party account'),
    );
  });
});
