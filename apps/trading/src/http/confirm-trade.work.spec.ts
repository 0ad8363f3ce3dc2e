import { describe, expect, it } from '@jest/globals';
import { centsPerMWh } from '#libs/units';
import { aProposal, aRunner, aTradingState, at, nineOClock } from '../../../../test/support/a-proposal.js';
import { aCode, aTrade, aTradeToSubmit } from '../../../../test/support/a-trade.js';
import { confirmTradeWork } from './confirm-trade.work.js';

const runner = aRunner();
const work = confirmTradeWork(runner);
const { id, seller, buyer, gateClosesAt } = aProposal();
const terms = aTradeToSubmit();

const confirmed = (
  state = aTradingState({ proposals: [aProposal()] }),
  by: string = buyer,
  now: number = nineOClock,
) => {
  const { answer, send } = work.decide(state, { id, by, terms }, at(now));
  const { decision } = answer;
  const reason = decision.answer === 'refused' || decision.answer === 'ignored' ? decision.because.reason : undefined;
  return {
    answer: reason ?? decision.answer,
    sent: send.map((one) => (one.kind === 'public' ? one.event.type : one.topic)),
  };
};

describe('a confirmation', () => {
  it('starts the saga once, however often it comes', () => {
    const state = aTradingState({ proposals: [aProposal()] });
    expect(confirmed(state)).toEqual({ answer: 'accepted', sent: ['settlement.commands.v1', 'metering.commands.v1'] });
    expect(confirmed(state)).toEqual({ answer: 'already', sent: [] });
    expect(state.sagas.get(id)?.subject).toEqual(aTrade({ caller: seller, agreedAt: nineOClock }));
  });

  it('at the gate finds that the proposal has lapsed, and everyone is told once', () => {
    const state = aTradingState({ proposals: [aProposal()] });
    expect(confirmed(state, buyer, gateClosesAt)).toEqual({
      answer: 'gate closed',
      sent: ['gridsaga.trade.rejected.v1'],
    });
    expect(confirmed(state, buyer, gateClosesAt)).toEqual({ answer: 'gate closed', sent: [] });
    expect(state.proposals.get(id)?.state).toBe('lapsed');
  });

  it('names what the sides hold differently', () => {
    const other = { ...terms, price: centsPerMWh(1) };
    const { answer } = work.decide(
      aTradingState({ proposals: [aProposal()] }),
      { id, by: buyer, terms: other },
      at(nineOClock),
    );
    expect(answer.differences).toEqual([{ at: '/priceCentsPerMWh', proposed: 5000, confirmed: 1 }]);
  });

  it.each([
    ['by somebody else', [aProposal()], aCode('X', 'THIRD'), 'unknown trade'],
    ['of what nobody proposed', [], buyer, 'unknown trade'],
  ])('%s finds nothing', (_case, proposals, by, answer) => {
    expect(confirmed(aTradingState({ proposals }), by)).toEqual({ answer, sent: [] });
  });

  it.each([
    ['that bound at once', [], 'never proposed'],
    ['that came under the id of a proposal', [aProposal()], 'trade id taken'],
  ])('changes nothing of a trade %s', (_case, proposals, answer) => {
    const state = aTradingState({ proposals });
    runner.start(state, 'trade', id, aTrade({ caller: 'venue:one' }), at(nineOClock));
    expect(confirmed(state)).toEqual({ answer, sent: [] });
  });
});
