import { describe, expect, it } from '@jest/globals';
import { Rows } from '#libs/messaging';
import type { SagaRecord } from '#libs/saga-runner';
import { aRunner, aTradingState, at, nineOClock } from '../../../../test/support/a-proposal.js';
import { aTrade } from '../../../../test/support/a-trade.js';
import type { TradingState } from '../store/trading.state.js';
import type { Trade } from '../trade/trade.js';
import { counterTradeWork } from './counter-trade.work.js';

const work = counterTradeWork(aRunner());
const subject = aTrade();
const ids = ['01a1fb8d-1086-76c1-88df-dff055649001', '01a1fb8d-1086-76c1-88df-dff055649002'] as const;

const cleared = (): TradingState => ({
  ...aTradingState(),
  sagas: new Rows<SagaRecord<Trade>>(
    ({ id }) => id,
    [
      {
        ...{ id: subject.id, name: 'trade', version: 1, revision: 3, subject },
        progress: { startedAt: 0, steps: {}, ended: { at: 1, as: 'done' as const } },
      },
    ],
  ),
});

const takenBack = (state: TradingState, id: string) =>
  work.decide(state, { of: subject.id, id, audit: { id, who: 'operator:one', why: 'a typo' } }, at(nineOClock));

describe('two operators who take the same trade back', () => {
  it('make one counter-trade, and the second is told of it', () => {
    const state = cleared();
    expect(takenBack(state, ids[0]).answer.answer).toBe('accepted');
    expect(takenBack(state, ids[1])).toEqual({
      answer: {
        answer: 'refused',
        because: { reason: 'taken back already', counterTradeId: ids[0], state: 'pending' },
      },
      send: [],
    });
    expect(state.sagas.inserted().map(({ subject: { counterOf } }) => counterOf)).toEqual([subject.id]);
  });

  it('leave one record of who did it and why', () => {
    const state = cleared();
    for (const id of ids) takenBack(state, id);
    expect(state.audits.inserted()).toEqual([
      {
        ...{ id: ids[0], who: 'operator:one', why: 'a typo', action: 'counter-trade', of: `trade/${subject.id}` },
        ...{ seen: 3, details: { counterTradeId: ids[0] } },
      },
    ]);
  });
});

describe('a trade that nobody knows', () => {
  it('is not taken back', () => {
    expect(takenBack(aTradingState(), ids[0])).toMatchObject({ answer: { because: { reason: 'unknown trade' } } });
  });
});
