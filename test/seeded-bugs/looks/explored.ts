import { explore } from '../../state-space/explore.js';
import { suiteWorlds } from '../../state-space/worlds.js';

/** Walked within seconds; the others of the suite take longer and find no more of these. */
const mostStates = 500_000;

/** Every state of two-phase commit as the build has it: what does not hold there, and in which part of the world. */
export const exploredFindings = (): readonly string[] =>
  suiteWorlds
    .filter(({ states = 0 }) => states <= mostStates)
    .flatMap(({ name, model }) => {
      const { wrong } = explore(model);
      return wrong ? [`${wrong.sentence} (${name})`] : [];
    });
