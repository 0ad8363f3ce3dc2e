import { askAgainAfterMs } from './ask-schedule.js';
import type { Coordinated, Telling } from './coordinated.js';
import type { GlobalTransaction, ParticipantProgress } from './global-transaction.js';

/** Tells everybody who is chosen the same, notes it, and says when those who stay silent are asked again. */
export function tellAll(
  transaction: GlobalTransaction,
  tell: Telling['tell'],
  now: number,
  chosen: (progress: ParticipantProgress) => boolean = () => true,
): Pick<Coordinated, 'transaction' | 'tell'> {
  const told = Object.entries(transaction.participants).filter(([, progress]) => chosen(progress));
  const asks = transaction.asks + 1;
  return {
    transaction: {
      ...transaction,
      participants: {
        ...transaction.participants,
        ...Object.fromEntries(told.map(([participant, progress]) => [participant, { ...progress, told: tell }])),
      },
      asks,
      dueAt: now + askAgainAfterMs(asks),
    },
    tell: told.map(([participant]) => ({ participant, tell })),
  };
}

/** Nothing is awaited any more. */
export const withoutDeadline = ({ dueAt: _dueAt, ...transaction }: GlobalTransaction): GlobalTransaction => transaction;
