import { TryAgainLater } from '#libs/messaging';
import { describe, expect, it } from '@jest/globals';
import { anAccount, eur, theBuyer, theHour } from '../../../../test/support/a-hold.js';
import { aSettlementState } from '../../../../test/support/settlement-state.js';
import { depositWork } from './deposit.work.js';
import { withdrawalWork } from './withdrawal.work.js';

const ask = { id: '5f0c7d6e-0000-5000-8000-000000000001', account: theBuyer, amount: eur(20) };
const now = { wall: theHour, market: theHour };
const stateOf = (unsettledEur = 0) =>
  aSettlementState({
    accounts: [anAccount()],
    proceeds: [{ account: theBuyer, unsettled: eur(unsettledEur) }],
  });

describe('withdrawals in one group', () => {
  it('ask for the proceeds behind the lock of their account', () => {
    const transfer = [`${ask.id}/deposit`, `${ask.id}/withdrawal`];
    expect(withdrawalWork.touches(ask)).toEqual({ account: [theBuyer], transfer, proceeds: [theBuyer] });
  });

  it('together pay out no more than is withdrawable', () => {
    const state = stateOf(50);
    const answers = [1, 2, 3].map(
      (n) => withdrawalWork.decide(state, { ...ask, id: `5f0c7d6e-0000-5000-8000-00000000000${n}` }, now).answer.answer,
    );
    expect(answers).toEqual(['accepted', 'accepted', 'refused']);
    expect(state.accounts.get(theBuyer)?.posted).toBe(eur(60));
    expect(state.transfers.inserted()).toHaveLength(2);
  });

  it('are told to everyone once', () => {
    const state = stateOf();
    const sent = [withdrawalWork.decide(state, ask, now).send, withdrawalWork.decide(state, ask, now).send];
    expect(sent).toMatchObject([
      [{ event: { id: `withdrawal/${ask.id}/1`, type: 'gridsaga.withdrawal.posted.v1', key: theBuyer } }],
      [],
    ]);
  });

  it('are audited where an operator makes them, and else not', () => {
    const state = stateOf();
    withdrawalWork.decide(state, ask, now);
    expect(state.audits.inserted()).toEqual([]);
    const word = { id: '5f0c7d6e-0000-5000-8000-000000000009', who: 'operator:anna', why: 'a court', seen: null };
    withdrawalWork.decide(state, { ...ask, id: '5f0c7d6e-0000-5000-8000-000000000002', word }, now);
    expect(state.audits.inserted()).toMatchObject([{ who: 'operator:anna', action: 'withdrawal', why: 'a court' }]);
  });

  it('take no key that has made a deposit in the same group', () => {
    const state = stateOf();
    depositWork.decide(state, ask, now);
    expect(withdrawalWork.decide(state, ask, now).answer).toMatchObject({ because: { earlierKind: 'deposit' } });
  });

  it('wait while their account is in doubt', () => {
    const state = aSettlementState({ inDoubt: new Map([[theBuyer, 'a gid']]) });
    expect(() => withdrawalWork.decide(state, ask, now)).toThrow(TryAgainLater);
  });
});
