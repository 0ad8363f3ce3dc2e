import type { Model, Reach } from './explore.js';
import type { Words } from './state-table.js';

const states = ['working', 'prepared', 'committed', 'aborted'] as const;
type ManagerState = (typeof states)[number];

/**
 * TCommit by Lamport and Gray: what it means to commit a transaction, without any protocol. Published with Specifying
 * Systems; with 3 resource managers it has 34 distinct states.
 */
export const transactionCommit = (managers: number): Model => ({
  width: managers,
  initial: [Array.from({ length: managers }, () => 0)],
  moves(words: Words, reach: Reach) {
    const all = words.map((word): ManagerState => states[word] ?? 'working');
    const canCommit = all.every((state) => state === 'prepared' || state === 'committed');
    const notCommitted = all.every((state) => state !== 'committed');
    all.forEach((state, manager) => {
      const to = (next: ManagerState): void =>
        reach(words.with(manager, states.indexOf(next)), `${manager} is ${next}`, true);
      if (state === 'working') to('prepared');
      if (state === 'prepared' && canCommit) to('committed');
      if ((state === 'working' || state === 'prepared') && notCommitted) to('aborted');
    });
  },
  broken: endAlike,
});

function endAlike(words: Words): string | undefined {
  return words.includes(states.indexOf('committed')) && words.includes(states.indexOf('aborted'))
    ? 'one manager committed and another aborted'
    : undefined;
}
