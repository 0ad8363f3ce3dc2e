import { describe, expect, it } from '@jest/globals';
import { habits, longFiles } from './tidy/habits.js';
import { sourceFiles } from './tidy/source-file.js';

const root = process.cwd();
const files = sourceFiles(root);

describe('the project', () => {
  it('is looked at: apps, libs, local and test all have files', () => {
    for (const folder of ['apps/', 'libs/', 'local/', 'test/']) {
      expect(files.filter(({ path }) => path.startsWith(folder)).length).toBeGreaterThan(0);
    }
  });

  it.each(Object.entries(habits(root)))('%s', (_, habit) => {
    expect(habit(files)).toEqual([]);
  });

  it('keeps no reason for a long file that is short again', () => {
    const paths = Object.keys(longFiles);
    expect(
      paths.filter((path) => files.every((file) => file.path !== path || file.text.split('\n').length <= 300)),
    ).toEqual([]);
  });
});
