import { accepted } from '#libs/decision';
import { TryAgainLater } from '#libs/messaging';
import { describe, expect, it } from '@jest/globals';
import { anAccount, eur, theBuyer, theHour } from '../../../../test/support/a-hold.js';
import { aSettlementState } from '../../../../test/support/settlement-state.js';
import { depositWork } from './deposit.work.js';

const word = { id: '5f0c7d6e-0000-5000-8000-000000000009', who: 'operator:anna', why: 'money came in', seen: null };
const ask = { id: '5f0c7d6e-0000-5000-8000-000000000001', account: theBuyer, amount: eur(20), word };
const now = { wall: theHour, market: theHour };
const stateOf = () => aSettlementState({ accounts: [anAccount()] });

describe('deposits in one group', () => {
  it('touch the account and whatever an earlier request of the key has made', () => {
    const transfer = [`${ask.id}/deposit`, `${ask.id}/withdrawal`];
    expect(depositWork.touches(ask)).toEqual({ account: [theBuyer], transfer });
  });

  it('of the same key are one deposit, told and audited once, and get the same answer', () => {
    const state = stateOf();
    const first = depositWork.decide(state, ask, now);
    const second = depositWork.decide(
      state,
      { ...ask, word: { ...word, id: 'another' } },
      { ...now, wall: theHour + 5000 },
    );
    expect(first.answer).toEqual(accepted(state.transfers.get(`${ask.id}/deposit`)));
    expect(second).toEqual({ answer: first.answer, send: [] });
    expect(state.accounts.updated()).toEqual([anAccount({ posted: eur(120) })]);
    const details = { transfer: ask.id, amountEur: '20.00000000' };
    expect(state.audits.inserted()).toEqual([{ ...word, action: 'deposit', of: `account/${theBuyer}`, details }]);
  });

  it('are told to everyone under the key of their account', () => {
    const { send } = depositWork.decide(stateOf(), { ...ask, reason: 'rent' }, now);
    expect(send).toMatchObject([
      {
        topic: 'settlement.transfers.v1',
        event: {
          ...{ id: `deposit/${ask.id}/1`, type: 'gridsaga.deposit.posted.v1', subject: ask.id, key: theBuyer },
          data: {
            ...{ depositId: ask.id, account: theBuyer, sequence: 1, reason: 'rent', at: '2026-04-30T10:00:00Z' },
            transfers: [
              { part: 'deposit', kind: 'deposit', debit: 'bank', credit: theBuyer, amountEur: '20.00000000' },
            ],
          },
        },
      },
    ]);
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

  it('wait while their account is in doubt, which is not to be unknown', () => {
    const state = aSettlementState({ inDoubt: new Map([[theBuyer, 'a gid']]) });
    expect(() => depositWork.decide(state, ask, now)).toThrow(TryAgainLater);
    const named = expect.objectContaining({ details: { account: theBuyer } });
    expect(() => depositWork.decide(state, ask, now)).toThrow(named);
    expect(depositWork.decide(aSettlementState(), ask, now).answer).toMatchObject({
      because: { reason: 'unknown account' },
    });
  });

  it('of a key that has paid already are answered from its transfer, whatever the account is in', () => {
    const paid = stateOf();
    const { answer } = depositWork.decide(paid, ask, now);
    const state = aSettlementState({ inDoubt: new Map([[theBuyer, 'a gid']]) });
    for (const transfer of paid.transfers.inserted()) state.transfers.put(transfer);
    expect(depositWork.decide(state, ask, now)).toEqual({ answer, send: [] });
  });
});
