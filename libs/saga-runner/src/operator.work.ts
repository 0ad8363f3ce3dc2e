import { type Accepted, accepted, type Refused, refused } from '#libs/decision';
import type { AuditRecord, Work } from '#libs/messaging';
import { type OperatorSignal, type Progress, phaseOf, stuckSteps, type Unheard } from '#libs/saga';
import type { SagaRecord } from './saga-row.js';
import type { SagaRunner, SagaState } from './saga-runner.js';

/** What an operator wants of one saga, and for the audit who wants it and why. */
export interface OperatorAction {
  readonly sagaId: string;
  /** The revision that the operator saw; a saga that has moved since is not touched. */
  readonly revision: number;
  readonly signal: OperatorSignal;
  readonly audit: Pick<AuditRecord, 'id' | 'who' | 'why'>;
}

export type OperatorRefusal = 'unknown saga' | 'changed since' | Unheard;

/**
 * Operators' actions on sagas: retry, force undo, skip, pause, resume. Each is written with its audit or not at all.
 *
 * @returns the saga as it is after the action, or why nothing was done
 */
export function operatorWork<Subject, State extends SagaState<Subject>>(
  runner: SagaRunner<Subject>,
): Work<'saga', State, OperatorAction, Accepted<SagaRecord<Subject>> | Refused<OperatorRefusal>> {
  return {
    name: 'operator',
    kindOf: ({ signal }) => `operator:${signal.signal}`,
    touches: ({ sagaId }) => ({ saga: [sagaId] }),
    decide(state, { sagaId, revision, signal, audit }, now) {
      const record = state.sagas.get(sagaId);
      if (!record) return { answer: refused('unknown saga'), send: [] };
      const refuse = (answer: Refused<OperatorRefusal>) => {
        runner.doubt(state, record);
        return { answer, send: [] };
      };
      const phase = phaseOf(record.progress);
      if (phase === 'done' || phase === 'undone') return refuse(refused('saga has ended', { as: phase }));
      if (record.revision !== revision)
        return refuse(refused('changed since', { revision: record.revision, seen: revision }));
      const done = runner.intervene(state, record, signal, now);
      if (done.answer === 'refused') return refuse(done);
      const steps = aboutSteps(signal, record.progress);
      state.audits.put({
        ...{ ...audit, action: signal.signal, of: `saga/${sagaId}`, seen: revision },
        details: { phase, ...(steps.length > 0 && { steps: steps.join(', ') }) },
      });
      return { answer: accepted(done.what.record), send: done.what.send };
    },
  };
}

const aboutSteps = (signal: OperatorSignal, before: Progress): readonly string[] => {
  if (signal.signal === 'skip') return [signal.step];
  return signal.signal === 'retry' ? stuckSteps(before) : [];
};
