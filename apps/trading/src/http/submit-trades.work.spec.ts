import { describe, expect, it } from '@jest/globals';
import { centsPerMWh } from '#libs/units';
import { aProposal, aRunner, aTradingState, at, nineOClock } from '../../../../test/support/a-proposal.js';
import { aCode, aTradeToSubmit, tenOClock } from '../../../../test/support/a-trade.js';
import type { TradingState } from '../store/trading.state.js';
import { type SubmitTrades, submitTradesWork } from './submit-trades.work.js';

const work = submitTradesWork(aRunner());
const { id: _id, caller: _caller, ...terms } = aTradeToSubmit();
const { seller, buyer } = terms;
const requestId = '01a1fb8d-1086-76c1-88df-dff055649abc';
const anotherRequestId = '01a1fb8d-1086-76c1-88df-dff05564bdef';
const tradeId = '01a1fb8d-1086-76c1-88df-dff055649111';

const request = (caller: string, asks: SubmitTrades['asks'], proposes = true): SubmitTrades => ({
  ...{ caller, proposes, key: caller, digest: 'one', requestId, asks },
});

/** What became of each trade: its id, or the reason. */
function told(state: TradingState, message: SubmitTrades): { results: string[]; sent: string[] } {
  const { answer, send } = work.decide(state, message, at(nineOClock));
  if (answer.answer === 'refused') throw new Error(answer.because.reason);
  return {
    results: answer.results.map((result) => ('tradeId' in result ? result.tradeId : result.because.reason)),
    sent: send.map((one) => (one.kind === 'public' ? one.event.type : one.topic)),
  };
}

describe('a request of trades', () => {
  it('of a venue starts a saga', () => {
    const state = aTradingState();
    const { results, sent } = told(state, request('venue:one', [{ terms }], false));
    expect(sent).toEqual(['settlement.commands.v1', 'metering.commands.v1']);
    expect(state.sagas.inserted().map(({ id }) => id)).toEqual(results);
    expect(state.proposals.inserted()).toEqual([]);
  });

  it('of a venue waits for its turn where a trade is to be settled at once everywhere', () => {
    const state = aTradingState();
    const { results, sent } = told(
      state,
      request('venue:one', [{ terms: { ...terms, settlement: 'two-phase' } }], false),
    );
    expect(sent).toEqual([]);
    expect(state.sagas.inserted().map(({ id, name }) => [id, name])).toEqual([[results[0], 'two-phase trade']]);
    expect(state.pending.inserted()).toMatchObject([{ trade: results[0], waitsFor: null }]);
  });

  it('of a venue asks for no proposal, unless it names the id', () => {
    const named = { ...terms, externalId: 'mine' };
    expect(work.touches(request('venue:one', [{ terms: named }], false))).toMatchObject({
      ...{ proposal: [], reference: ['venue:one/mine'] },
    });
    expect(work.touches(request('venue:one', [{ terms, tradeId }], false))).toMatchObject({ proposal: [tradeId] });
  });

  it('of a party proposes what it is a side of, in order beside what it is not', () => {
    const state = aTradingState();
    const others = { ...terms, seller: aCode('X', 'THIRD') };
    const { results, sent } = told(state, request(seller, [{ terms }, { terms: others }, { terms }]));
    expect(results.map((result) => result === 'not a side of the trade')).toEqual([false, true, false]);
    expect(sent).toEqual(['gridsaga.trade.proposed.v1', 'gridsaga.trade.proposed.v1']);
    expect(state.proposals.inserted().map(({ proposedBy }) => proposedBy)).toEqual([seller, seller]);
    expect(state.sagas.inserted()).toEqual([]);
  });

  it.each([
    ['the same external id is the same trade', { externalId: 'mine' }, {}, undefined, undefined],
    ['the same id is the same trade', {}, {}, tradeId, undefined],
    [
      'the same external id on other terms is refused',
      { externalId: 'mine' },
      { price: centsPerMWh(1) },
      undefined,
      'same external id, different terms',
    ],
    ['the same id on other terms is refused', {}, { price: centsPerMWh(1) }, tradeId, 'same trade id, different terms'],
    ['the path is a term', {}, { settlement: 'two-phase' as const }, tradeId, 'same trade id, different terms'],
  ])('of a party: %s', (_case, change, other, id, reason) => {
    const state = aTradingState();
    const first = { ...terms, ...change };
    const { results } = told(
      state,
      request(seller, [
        { terms: first, tradeId: id },
        { terms: { ...first, ...other }, tradeId: id },
      ]),
    );
    expect(results[1]).toBe(reason ?? results[0]);
    expect(state.proposals.inserted()).toHaveLength(1);
  });

  it.each([
    ['waits', { state: 'proposed' }, nineOClock, [tradeId]],
    ['was declined', { state: 'declined' }, nineOClock, []],
    ['was confirmed', { state: 'confirmed' }, nineOClock, []],
    ['has lapsed', { state: 'proposed' }, tenOClock, []],
  ] as const)(
    'of a party finds its proposal that %s, and says only of one that waits that it does',
    (_case, change, now, waiting) => {
      const named = { ...terms, externalId: 'mine' };
      const known = aProposal({ id: tradeId, externalId: 'mine', ...change });
      for (const id of [tradeId, undefined]) {
        const state = aTradingState({ proposals: [known] });
        const { answer } = work.decide(state, request(seller, [{ terms: named, tradeId: id }]), at(now));
        expect(answer).toEqual({ answer: 'accepted', results: [{ tradeId }], proposed: new Set(waiting) });
      }
    },
  );

  it('of a party says of what is new that it waits; of a venue, that nothing does', () => {
    for (const [proposes, count] of [[true, 1] as const, [false, 0] as const]) {
      const caller = proposes ? seller : 'venue:one';
      const { answer } = work.decide(aTradingState(), request(caller, [{ terms }], proposes), at(nineOClock));
      expect(answer.answer === 'accepted' && answer.proposed.size).toBe(count);
    }
  });

  it('may use an external id that another caller has used', () => {
    const state = aTradingState();
    const asks = [{ terms: { ...terms, externalId: 'mine' } }];
    told(state, request(seller, asks));
    const { results } = told(state, { ...request(buyer, asks), requestId: anotherRequestId });
    expect(results).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    expect(state.proposals.inserted()).toHaveLength(2);
  });

  it.each([
    ['the counterparty', buyer, true],
    ['a venue', 'venue:one', false],
  ])('of %s under the id of a proposal is not taken for a confirmation', (_case, caller, proposes) => {
    const proposals = [aProposal({ id: tradeId })];
    const { results, sent } = told(aTradingState({ proposals }), request(caller, [{ terms, tradeId }], proposes));
    expect([results, sent]).toEqual([['same trade id, different caller'], []]);
  });
});
