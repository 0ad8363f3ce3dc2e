import { bitFields } from './bit-field.js';
import type { Model, Reach } from './explore.js';
import type { Words } from './state-table.js';

const manager = bitFields({ state: 2, preparedSent: 1, preparedHeard: 1 });
const coordinator = bitFields({ state: 2 });

const [working, prepared, committed, aborted] = [0, 1, 2, 3];
const [undecided, toldCommit, toldAbort] = [0, 1, 2];

/**
 * TwoPhase by Lamport and Gray: the textbook protocol, its messages a set that only grows. With 3 resource managers it has
 * 288 distinct states, with 6 the 50,816 that its authors name.
 */
export const twoPhaseCommit = (managers: number): Model => ({
  width: managers + 1,
  initial: [Array.from({ length: managers + 1 }, () => 0)],
  moves(words: Words, reach: Reach) {
    const [decision = 0, ...all] = words;
    const decided = coordinator.state.get(decision);
    if (decided === undecided) {
      if (all.every((word) => manager.preparedHeard.get(word) === 1)) reach([toldCommit, ...all], 'commit', true);
      reach([toldAbort, ...all], 'abort', true);
    }
    all.forEach((word, index) => {
      const to = (next: number, move: string): void => reach(words.with(index + 1, next), `${index} ${move}`, true);
      if (decided === undecided && manager.preparedSent.get(word) === 1)
        to(manager.preparedHeard.put(word, 1), 'is heard to be prepared');
      if (manager.state.get(word) === working) {
        to(manager.preparedSent.put(manager.state.put(word, prepared), 1), 'prepares');
        to(manager.state.put(word, aborted), 'chooses to abort');
      }
      if (decided === toldCommit) to(manager.state.put(word, committed), 'commits');
      if (decided === toldAbort) to(manager.state.put(word, aborted), 'aborts');
    });
  },
  broken([, ...all]: Words) {
    const ended = all.map((word) => manager.state.get(word));
    return ended.includes(committed) && ended.includes(aborted)
      ? 'one manager committed and another aborted'
      : undefined;
  },
});
