import { replayedChooser, seededChooser } from './choices.js';
import { Schedule, type ScheduleSetting } from './schedule.js';
import { shrink } from './shrink.js';

/** The first schedule of some that does not hold. */
export interface FoundViolation {
  readonly schedule: number;
  readonly rule: string;
  readonly sentence: string;
}

/** Runs schedules until one does not hold; undefined when all do. */
export function lookForViolation(
  seed: number,
  from: number,
  count: number,
  setting: ScheduleSetting = {},
): FoundViolation | undefined {
  for (let schedule = from; schedule < from + count; schedule += 1) {
    const found = new Schedule(seededChooser(seed, schedule), setting).run();
    if (found) return { schedule, rule: found.rule, sentence: found.sentence };
  }
  return undefined;
}

/** What happened in a schedule that fails, made as small as it can be, in sentences; and how to repeat it. */
export function tellStory(
  seed: number,
  { schedule, rule }: FoundViolation,
  setting: ScheduleSetting = {},
): readonly string[] {
  const choices: number[][] = [];
  new Schedule(seededChooser(seed, schedule, choices), setting).run();
  const smallest = shrink(choices, rule, setting);
  const story: string[] = [];
  const found = new Schedule(replayedChooser(smallest), { ...setting, story }).run();
  const only = setting.only ? ` --only ${setting.only}` : '';
  return [
    ...story,
    `${found?.rule}: ${found?.sentence}`,
    `${smallest.length - 1} of ${choices.length - 1} steps are needed; the whole again: npm run simulate -- --seed ${seed} --from ${schedule} --schedules 1${only}`,
  ];
}
