import { accepted, already, refused } from '#libs/decision';
import { money, zeroMoney } from '#libs/units';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anAccount, eur, theBuyer, theHour } from '../../../../test/support/a-hold.js';
import { freeMoney } from '../account/account.js';
import { decideWithdrawal } from './decide-withdrawal.js';
import { paymentTransfer } from './payment.js';
import type { Transfer } from './transfer.js';

const ask = { id: '5f0c7d6e-0000-5000-8000-000000000001', account: theBuyer, amount: eur(20) };

const transfer: Transfer = {
  of: ask.id,
  part: 'withdrawal',
  debit: theBuyer,
  credit: 'bank',
  amount: eur(20),
  kind: 'withdrawal',
  at: theHour,
};

const decide = (account = anAccount(), unsettled = zeroMoney, known?: Transfer) =>
  decideWithdrawal(ask, known, account, unsettled, theHour);

describe('a withdrawal', () => {
  it('moves money from the party to the bank', () => {
    expect(decide()).toEqual(accepted({ transfer, accounts: [anAccount({ posted: eur(80) })] }));
  });

  it('carries the words of whoever asks', () => {
    const answer = decideWithdrawal({ ...ask, reason: 'rent' }, undefined, anAccount(), zeroMoney, theHour);
    expect(answer).toMatchObject({ what: { transfer: { reason: 'rent' } } });
  });

  it('takes what is withdrawable to the last 10⁻⁸ euro', () => {
    expect(decide(anAccount({ held: eur(30) }), eur(50)).answer).toBe('accepted');
    expect(decide(anAccount({ held: eur(30) }), money(eur(50) + 1n))).toEqual(
      refused('not enough withdrawable money', {
        askedEur: '20.00000000',
        withdrawableEur: '19.99999999',
        postedEur: '100.00000000',
        heldEur: '30.00000000',
        unsettledEur: '50.00000001',
      }),
    );
  });

  it('is not made on credit', () => {
    expect(decide(anAccount({ posted: eur(19), creditLimit: eur(100) })).answer).toBe('refused');
  });

  it('is not made from a frozen account', () => {
    const frozen = anAccount({ frozen: true, frozenBecause: 'a doubt' });
    expect(decide(frozen)).toEqual(refused('account frozen', { frozenBecause: 'a doubt' }));
  });

  it('is made once per key, also where nothing is left or the account is frozen since', () => {
    expect(decide(anAccount({ posted: eur(0), frozen: true }), zeroMoney, transfer)).toEqual(already());
  });

  it.each([
    ['another amount', { ...transfer, amount: eur(21) }],
    ['a deposit', paymentTransfer('deposit', ask, theHour)],
  ])('refuses a key that was used for %s', (_, known) => {
    expect(decide(anAccount(), zeroMoney, known)).toMatchObject({ because: { reason: 'same key, different payload' } });
  });

  it('needs an account of a party', () => {
    expect(decideWithdrawal(ask, undefined, undefined, zeroMoney, theHour)).toEqual(refused('unknown account'));
    expect(decide(anAccount({ kind: 'clearing' }))).toEqual(refused('not a party account'));
  });

  it('never leaves less than nothing free, whatever is posted, held and unsettled', () => {
    const some = fc.bigInt(0n, 10_000n).map(money);
    const above = fc.bigInt(1n, 10_000n).map(money);
    fc.assert(
      fc.property(fc.bigInt(-10_000n, 10_000n).map(money), some, some, above, (posted, held, unsettled, amount) => {
        const account = anAccount({ posted, held });
        const answer = decideWithdrawal({ ...ask, amount }, undefined, account, unsettled, theHour);
        if (answer.answer !== 'accepted') return;
        const [after] = answer.what.accounts;
        expect(after && freeMoney(after)).toBeGreaterThanOrEqual(unsettled);
      }),
    );
  });
});
