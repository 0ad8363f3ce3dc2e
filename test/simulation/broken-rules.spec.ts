import { describe, expect, it } from '@jest/globals';
import { brokenRules } from './broken-rules.js';
import { replayedChooser, seededChooser } from './choices.js';
import { lookForViolation, tellStory } from './look-for-violation.js';
import { Schedule } from './schedule.js';
import { shrink } from './shrink.js';

const seed = 1;

describe('the simulation finds it', () => {
  it.each(brokenRules)(
    'when %s',
    (_, rules) => {
      expect(lookForViolation(seed, 0, 5_000, { rules })).toBeDefined();
    },
    60_000,
  );
});

describe('a schedule that fails', () => {
  it('is made smaller until no part of it can be left out, and told in sentences with how to repeat it', () => {
    const rules = new Map(brokenRules).get('participants leave no tombstones');
    const setting = rules ? { rules } : {};
    const found = lookForViolation(seed, 0, 5_000, setting);
    if (!found) throw new Error('nothing was found to be made smaller');
    const choices: number[][] = [];
    new Schedule(seededChooser(seed, found.schedule, choices), setting).run();
    const smallest = shrink(choices, found.rule, setting);
    expect(smallest.length).toBeLessThan(choices.length);
    for (let step = 1; step < smallest.length; step += 1) {
      const smaller = smallest.filter((_, at) => at !== step);
      expect(new Schedule(replayedChooser(smaller), setting).run()?.rule).not.toBe(found.rule);
    }
    const story = tellStory(seed, found, setting);
    expect(story.join('\n')).toContain('trade 1');
    expect(story.at(-1)).toContain(`--seed ${seed} --from ${found.schedule} --schedules 1`);
  }, 60_000);
});
