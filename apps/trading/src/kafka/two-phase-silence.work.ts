import type { Work } from '#libs/messaging';
import type { TradingState } from '../store/trading.state.js';
import type { Coordination } from './coordination.js';

/** A global transaction whose time has come, with the ids of its trades. */
export interface DueTransaction {
  readonly gid: string;
  readonly trades: readonly string[];
}

/** Tells global transactions that answers did not come in time, or that the one before has ended unnoticed. */
export function twoPhaseSilence(
  coordination: Coordination,
): Work<'global transaction' | 'saga', TradingState, DueTransaction, 'told' | 'nothing due'> {
  return {
    name: 'two-phase deadlines',
    touches: ({ gid, trades }) => ({ 'global transaction': [gid], saga: trades }),
    decide(state, { gid }, now) {
      const transaction = state.transactions.get(gid);
      if (!transaction) return { answer: 'nothing due', send: [] };
      if (transaction.state === 'gathering' && transaction.dueAt === undefined)
        return { answer: 'told', send: coordination.hear(state, transaction, { signal: 'predecessor ended' }, now) };
      if (transaction.dueAt === undefined || transaction.dueAt > now.wall) return { answer: 'nothing due', send: [] };
      return { answer: 'told', send: coordination.hear(state, transaction, { signal: 'silence' }, now) };
    },
  };
}
