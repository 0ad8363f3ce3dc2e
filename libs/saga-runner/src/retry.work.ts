import { accepted, type Decision, refused } from '#libs/decision';
import type { Work } from '#libs/messaging';
import { phaseOf, stuckSteps } from '#libs/saga';
import type { SagaRunner, SagaState } from './saga-runner.js';

/** An operator's wish; refused when the saga is not the one that the operator saw. */
export interface Retry {
  readonly sagaId: string;
  readonly revision: number;
}

export type RetryRefusal = 'unknown saga' | 'changed since' | 'saga has ended' | 'nothing is stuck';

/** Asks every stuck step of a saga again, now. */
export function retryWork<Subject, State extends SagaState<Subject>>(
  runner: SagaRunner<Subject>,
): Work<'saga', State, Retry, Decision<readonly string[], RetryRefusal>> {
  return {
    name: 'retry',
    touches: ({ sagaId }) => ({ saga: [sagaId] }),
    decide(state, { sagaId, revision }, now) {
      const record = state.sagas.get(sagaId);
      if (!record) return { answer: refused('unknown saga'), send: [] };
      const phase = phaseOf(record.progress);
      if (phase === 'done' || phase === 'undone') return { answer: refused('saga has ended', { as: phase }), send: [] };
      if (record.revision !== revision)
        return { answer: refused('changed since', { revision: record.revision, seen: revision }), send: [] };
      const stuck = stuckSteps(record.progress);
      if (stuck.length === 0) return { answer: refused('nothing is stuck'), send: [] };
      return { answer: accepted(stuck), send: runner.tell(state, record, [{ signal: 'retry' }], now) };
    },
  };
}
