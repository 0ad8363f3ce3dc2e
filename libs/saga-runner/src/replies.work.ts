import type { Because } from '#libs/decision';
import { isUuid, type Reply, type Work } from '#libs/messaging';
import { readCommandId, type SagaRunner, type SagaState } from './saga-runner.js';

/** What a reply led to; for logs and tests. */
export type ReplyHandled = 'told' | 'unknown saga';

/** Participants' replies, each fed to its saga. */
export function repliesWork<Subject, State extends SagaState<Subject>>(
  runner: SagaRunner<Subject>,
): Work<'saga', State, Reply, ReplyHandled> {
  return {
    name: 'replies',
    kindOf: (reply) => `reply:${reply.re.slice(reply.re.indexOf('/') + 1)}`,
    touches: (reply) => {
      const fault = replyFault(reply);
      if (fault) throw new Error(fault);
      return { saga: [reply.key] };
    },
    decide(state, reply, now) {
      const record = state.sagas.get(reply.key);
      const of = readCommandId(reply.re);
      if (!record || !of) return { answer: 'unknown saga', send: [] };
      const { attempt, answer, because } = reply;
      const { step, direction } = of;
      const signal = { signal: 'reply', step, direction, attempt, answer, ...(because && { because }) } as const;
      return { answer: 'told', send: runner.tell(state, record, [signal], now) };
    },
  };
}

/** Why a reply cannot be read; undefined when it can. */
function replyFault(reply: Partial<Record<keyof Reply, unknown>> | null): string | undefined {
  if (typeof reply !== 'object' || reply === null) return 'a reply is an object';
  const { type, key, re, attempt, answer, because } = reply;
  if (type !== 'saga.reply.v1') return `type ${JSON.stringify(type)} is not saga.reply.v1`;
  if (typeof key !== 'string' || !isUuid(key)) return 'key is not the id of a saga';
  if (typeof re !== 'string' || readCommandId(re)?.sagaId !== key) return 're is not the id of a command of this saga';
  if (!Number.isSafeInteger(attempt)) return 'attempt is not an integer';
  if (answer !== 'accepted' && answer !== 'refused') return 'answer is neither accepted nor refused';
  if (because !== undefined && typeof (because as Partial<Because> | null)?.reason !== 'string')
    return 'because has no reason';
  return undefined;
}
