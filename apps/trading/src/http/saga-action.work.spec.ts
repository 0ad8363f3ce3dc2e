import { describe, expect, it } from '@jest/globals';
import type { OperatorAction } from '#libs/saga-runner';
import { aRunner, aTradingState, at, nineOClock } from '../../../../test/support/a-proposal.js';
import { aTrade } from '../../../../test/support/a-trade.js';
import type { SettlementPath } from '../trade/trade.js';
import { sagaActionWork } from './saga-action.work.js';
import { startTrade } from './start-trade.js';

const { id: sagaId } = aTrade();
const audit = { id: '01a1fb8d-1086-76c1-88df-dff055649abc', who: 'operator:one', why: 'to see' };
const pausing: OperatorAction = { sagaId, revision: 1, signal: { signal: 'pause' }, audit };

function acting(settlement: SettlementPath) {
  const state = aTradingState();
  startTrade(aRunner(), state, aTrade({ settlement }), at(nineOClock));
  const { answer, send } = sagaActionWork(aRunner()).decide(state, pausing, at(nineOClock));
  return { answer, send, audits: state.audits.inserted().length };
}

describe("an operator's action", () => {
  it('on a saga is done and audited', () => {
    expect(acting('saga')).toMatchObject({ answer: { answer: 'accepted' }, audits: 1 });
  });

  it('on what the coordinator drives is refused, and says where to look', () => {
    const because = { reason: 'coordinated by two-phase commit', see: `/v1/two-phase?trade=${sagaId}` };
    expect(acting('two-phase')).toEqual({ answer: { answer: 'refused', because }, send: [], audits: 0 });
  });

  it('on nothing is refused', () => {
    const { answer } = sagaActionWork(aRunner()).decide(aTradingState(), pausing, at(nineOClock));
    expect(answer).toMatchObject({ because: { reason: 'unknown saga' } });
  });
});
