import { accepted, refused } from '#libs/decision';
import { TryAgainLater } from '#libs/messaging';
import { describe, expect, it } from '@jest/globals';
import { anAccount, eur, theBuyer, theHour } from '../../../../test/support/a-hold.js';
import { aSettlementState } from '../../../../test/support/settlement-state.js';
import { accountTermsWork } from './account-terms.work.js';

const now = { wall: theHour, market: theHour };
const word = { id: '5f0c7d6e-0000-5000-8000-000000000009', who: 'operator:anna', why: 'a doubt', seen: null };
const limit = { account: theBuyer, terms: { creditLimit: eur(50) }, word };

describe('the terms of an account', () => {
  it('are answered with the account as it is after', () => {
    const state = aSettlementState({ accounts: [anAccount()] });
    const after = anAccount({ creditLimit: eur(50), sequence: 2 });
    expect(accountTermsWork.touches(limit)).toEqual({ account: [theBuyer] });
    expect(accountTermsWork.decide(state, limit, now).answer).toEqual(accepted(after));
    expect(state.accounts.updated()).toEqual([after]);
  });

  it('are told to everyone, as they are after', () => {
    const freeze = { account: theBuyer, terms: { frozen: true, because: 'a doubt' } as const, word };
    const { send } = accountTermsWork.decide(aSettlementState({ accounts: [anAccount()] }), freeze, now);
    const data = { account: theBuyer, currency: 'EUR', creditLimitEur: '0.00000000', frozenBecause: 'a doubt' };
    expect(send).toEqual([
      {
        kind: 'public',
        topic: 'settlement.accounts.v1',
        event: {
          id: `account/${theBuyer}/2`,
          type: 'gridsaga.account.changed.v1',
          subject: theBuyer,
          data: { ...data, frozen: true, sequence: 2 },
        },
      },
    ]);
  });

  it.each([
    [
      'set credit limit',
      { creditLimit: eur(50) },
      { version: 2, beforeEur: '200.00000000', afterEur: '50.00000000', leftFreeEur: '-50.00000000' },
    ],
    ['freeze', { frozen: true, because: 'a doubt' } as const, { version: 2 }],
  ])('are kept in the audit as %s', (action, terms, details) => {
    const state = aSettlementState({ accounts: [anAccount({ posted: eur(-100), creditLimit: eur(200) })] });
    accountTermsWork.decide(state, { account: theBuyer, terms, word }, now);
    expect(state.audits.inserted()).toEqual([{ ...word, action, of: `account/${theBuyer}`, details }]);
  });

  it('are not written, told or audited where they are what they were', () => {
    const state = aSettlementState({ accounts: [anAccount()] });
    const ask = { account: theBuyer, terms: { frozen: false } as const, word };
    expect(accountTermsWork.decide(state, ask, now)).toEqual({ answer: accepted(anAccount()), send: [] });
    expect([...state.accounts.updated(), ...state.audits.inserted()]).toEqual([]);
  });

  it('are refused on a newer version, and need an account', () => {
    const state = aSettlementState({ accounts: [anAccount({ sequence: 3 })] });
    const late = { ...limit, word: { ...word, seen: 2 } };
    expect(accountTermsWork.decide(state, late, now).answer).toMatchObject({ because: { seenVersion: 2, version: 3 } });
    expect(accountTermsWork.decide(aSettlementState(), limit, now).answer).toEqual(refused('unknown account'));
    expect(state.audits.inserted()).toEqual([]);
  });

  it('wait while the account is in doubt', () => {
    const state = aSettlementState({ inDoubt: new Map([[theBuyer, 'a gid']]) });
    expect(() => accountTermsWork.decide(state, limit, now)).toThrow(TryAgainLater);
  });
});
