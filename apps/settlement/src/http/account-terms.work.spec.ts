import { accepted, refused } from '#libs/decision';
import { Rows } from '#libs/messaging';
import { describe, expect, it } from '@jest/globals';
import { anAccount, eur, theBuyer, theHour } from '../../../../test/support/a-hold.js';
import type { Account } from '../account/account.js';
import type { Hold } from '../hold/hold.js';
import { type Transfer, transferKey } from '../ledger/transfer.js';
import type { SettlementState } from '../store/settlement.state.js';
import { accountTermsWork } from './account-terms.work.js';

const now = { wall: theHour, market: theHour };

const stateOf = (...accounts: Account[]): SettlementState => ({
  accounts: new Rows<Account>(({ id }) => id, accounts),
  holds: new Rows<Hold>(({ id }) => id),
  transfers: new Rows<Transfer>(transferKey),
});

describe('the terms of an account', () => {
  it('are answered with the account as it is after', () => {
    const state = stateOf(anAccount());
    const after = anAccount({ creditLimit: eur(50) });
    const ask = { account: theBuyer, terms: { creditLimit: eur(50) } };
    expect(accountTermsWork.decide(state, ask, now).answer).toEqual(accepted(after));
    expect(state.accounts.updated()).toEqual([after]);
  });

  it('are not written where they are what they were', () => {
    const state = stateOf(anAccount());
    const ask = { account: theBuyer, terms: { frozen: false } };
    expect(accountTermsWork.decide(state, ask, now).answer).toEqual(accepted(anAccount()));
    expect(state.accounts.updated()).toEqual([]);
  });

  it('need an account', () => {
    const ask = { account: theBuyer, terms: { frozen: true } };
    expect(accountTermsWork.decide(stateOf(), ask, now).answer).toEqual(refused('unknown account'));
  });
});
