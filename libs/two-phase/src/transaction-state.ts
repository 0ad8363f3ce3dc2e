/**
 * Where a global transaction stands. `mixed` is no end that anybody chose: somebody ended a prepared branch by hand, and
 * it is only reported.
 */
export type TransactionState =
  | 'gathering'
  | 'preparing'
  | 'committing'
  | 'committed'
  | 'aborting'
  | 'aborted'
  | 'mixed';

/** Every way on. What is not here cannot happen. */
export const transitions: Readonly<Record<TransactionState, readonly TransactionState[]>> = {
  gathering: ['preparing'],
  preparing: ['committing', 'aborting'],
  committing: ['committed', 'mixed'],
  aborting: ['aborted', 'mixed'],
  committed: [],
  aborted: [],
  mixed: [],
};

/** @throws RangeError for a way that is not in the table: a bug, never an answer */
export function goneTo(from: TransactionState, to: TransactionState): TransactionState {
  if (!transitions[from].includes(to)) throw new RangeError(`a global transaction does not go from ${from} to ${to}`);
  return to;
}

/** Whether it may still lock rows somewhere, or will. */
export const isOpen = (state: TransactionState): boolean => transitions[state].length > 0;
