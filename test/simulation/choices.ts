import { type Draw, seededRandom } from '../../local/sample/seeded-random.js';

/**
 * All that chance decides of a schedule: the setting first, then one list per step, and last what is drawn when everything
 * works again; each number counted from the least that could be drawn. Nought is always the mildest that could happen, so
 * a schedule is made smaller by taking lists out and making numbers smaller.
 */
export type Choices = readonly (readonly number[])[];

/** Where a schedule takes its choices from. */
export interface Chooser {
  readonly draw: Draw;
  /** Whether another step follows; what is drawn from now on belongs to it. */
  nextStep(): boolean;
}

const fewestSteps = 10;
const mostSteps = 64;

/** The choices of one schedule of a seed; `recorded` is filled where they are to be tried again, smaller. */
export function seededChooser(seed: number, schedule: number, recorded?: number[][]): Chooser {
  const chance = seededRandom(seed, String(schedule));
  let left = chance(fewestSteps, mostSteps);
  let into: number[] = [];
  recorded?.push(into);
  return {
    draw: recorded
      ? (least, most) => {
          const drawn = chance(least, most);
          into.push(drawn - least);
          return drawn;
        }
      : chance,
    nextStep() {
      into = [];
      recorded?.push(into);
      if (left === 0) return false;
      left -= 1;
      return true;
    },
  };
}

/** Goes by a list of choices; what the list does not say is the mildest. */
export function replayedChooser(choices: Choices): Chooser {
  let step = 0;
  let at = 0;
  return {
    draw(least, most) {
      const drawn = choices[step]?.[at] ?? 0;
      at += 1;
      return Math.min(least + drawn, most);
    },
    nextStep() {
      step += 1;
      at = 0;
      return step < choices.length - 1;
    },
  };
}
