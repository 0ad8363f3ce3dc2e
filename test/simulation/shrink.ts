import { type Choices, replayedChooser } from './choices.js';
import { Schedule, type ScheduleSetting } from './schedule.js';

/** So many smaller schedules are tried at most: some seconds. */
const mostTries = 4_000;

/**
 * Makes the choices of a schedule that fails smaller, until none of those next to it fails in the same way: steps are
 * taken out, the largest parts first, and numbers made smaller.
 *
 * @param rule what was violated
 */
export function shrink(choices: Choices, rule: string, setting: ScheduleSetting): Choices {
  let tries = 0;
  const fails = (smaller: Choices): boolean => {
    tries += 1;
    return tries <= mostTries && new Schedule(replayedChooser(smaller), setting).run()?.rule === rule;
  };
  let smallest = choices;
  for (let before = Number.POSITIVE_INFINITY; sizeOf(smallest) < before && tries < mostTries; ) {
    before = sizeOf(smallest);
    smallest = withSmallerNumbers(withFewerSteps(smallest, fails), fails);
  }
  return smallest;
}

/** Steps count most, then what they draw. */
const sizeOf = (choices: Choices): number =>
  choices.reduce((sum, step) => sum + 1_000_000 + step.reduce((inside, drawn) => inside + 1 + drawn, 0), 0);

function withFewerSteps(choices: Choices, fails: (smaller: Choices) => boolean): Choices {
  let smallest = choices;
  for (let length = Math.ceil(choices.length / 2); length >= 1; length = length === 1 ? 0 : Math.ceil(length / 2))
    // The setting comes first, and stays.
    for (let from = smallest.length - length; from >= 1; from -= length) {
      const smaller = [...smallest.slice(0, from), ...smallest.slice(from + length)];
      if (fails(smaller)) smallest = smaller;
    }
  return smallest;
}

function withSmallerNumbers(choices: Choices, fails: (smaller: Choices) => boolean): Choices {
  let smallest = choices;
  const tryOut = (step: number, drawn: readonly number[]): boolean => {
    const smaller = smallest.map((known, at) => (at === step ? drawn : known));
    if (!fails(smaller)) return false;
    smallest = smaller;
    return true;
  };
  for (let step = 0; step < choices.length; step += 1) {
    // What a step draws behind its first number is mostly its mishap.
    if ((smallest[step]?.length ?? 0) > 1 && tryOut(step, smallest[step]?.slice(0, 1) ?? [])) continue;
    for (let at = (smallest[step]?.length ?? 0) - 1; at >= 0; at -= 1) {
      const drawn = smallest[step] ?? [];
      const value = drawn[at] ?? 0;
      for (const less of [0, value >> 1, value - 1])
        if (less >= 0 && less < value && tryOut(step, drawn.with(at, less))) break;
    }
  }
  return smallest;
}
