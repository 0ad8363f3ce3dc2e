import { accepted } from '#libs/decision';
import { Rows } from '#libs/messaging';
import { describe, expect, it } from '@jest/globals';
import { anAccount, eur, theBuyer, theHour } from '../../../../test/support/a-hold.js';
import type { Account } from '../account/account.js';
import type { Hold } from '../hold/hold.js';
import { type Transfer, transferKey } from '../ledger/transfer.js';
import type { SettlementState } from '../store/settlement.state.js';
import { depositWork } from './deposit.work.js';

const ask = { id: '5f0c7d6e-0000-5000-8000-000000000001', account: theBuyer, amount: eur(20) };
const now = { wall: theHour, market: theHour };

const stateOf = (): SettlementState => ({
  accounts: new Rows<Account>(({ id }) => id, [anAccount()]),
  holds: new Rows<Hold>(({ id }) => id),
  transfers: new Rows<Transfer>(transferKey),
});

describe('deposits in one group', () => {
  it('touch the account and the transfer that an earlier request of the key has made', () => {
    expect(depositWork.touches(ask)).toEqual({ account: [theBuyer], transfer: [`${ask.id}/deposit`] });
  });

  it('of the same key are one deposit, and get the same answer', () => {
    const state = stateOf();
    const first = depositWork.decide(state, ask, now).answer;
    const second = depositWork.decide(state, ask, { ...now, wall: theHour + 5000 }).answer;
    expect(first).toEqual(accepted(state.transfers.get(`${ask.id}/deposit`)));
    expect(second).toEqual(first);
    expect(state.accounts.updated()).toEqual([anAccount({ posted: eur(120) })]);
  });

  it('of the same key and another amount are refused, and move nothing', () => {
    const state = stateOf();
    depositWork.decide(state, ask, now);
    expect(depositWork.decide(state, { ...ask, amount: eur(1) }, now).answer).toMatchObject({
      answer: 'refused',
      because: { reason: 'same key, different payload', earlierEur: '20.00000000' },
    });
    expect(state.accounts.get(theBuyer)).toEqual(anAccount({ posted: eur(120) }));
  });

  it('of different keys are different deposits', () => {
    const state = stateOf();
    depositWork.decide(state, ask, now);
    depositWork.decide(state, { ...ask, id: '5f0c7d6e-0000-5000-8000-000000000002' }, now);
    expect(state.accounts.get(theBuyer)).toEqual(anAccount({ posted: eur(140) }));
  });
});
