import { type Refused, refused } from '#libs/decision';
import type { Work } from '#libs/messaging';
import { type OperatorAction, operatorWork, type SagaRunner } from '#libs/saga-runner';
import type { TradingState } from '../store/trading.state.js';
import type { Trade } from '../trade/trade.js';
import { twoPhaseSaga } from '../two-phase/two-phase-progress.js';

type OperatorAnswer = ReturnType<ReturnType<typeof operatorWork<Trade, TradingState>>['decide']>['answer'];

/** Operators' actions on the sagas of trades. What the coordinator drives is not theirs to push; nothing is done to it. */
export function sagaActionWork(
  runner: SagaRunner<Trade>,
): Work<'saga', TradingState, OperatorAction, OperatorAnswer | Refused<'coordinated by two-phase commit'>> {
  const work = operatorWork<Trade, TradingState>(runner);
  return {
    ...work,
    decide(state, action, now) {
      if (state.sagas.get(action.sagaId)?.name !== twoPhaseSaga.name) return work.decide(state, action, now);
      return {
        answer: refused('coordinated by two-phase commit', { see: `/v1/two-phase?trade=${action.sagaId}` }),
        send: [],
      };
    },
  };
}
