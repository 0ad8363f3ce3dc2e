import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkout } from '../../local/checkout.js';
import { allBugs } from './all-bugs.js';
import { runBugs } from './bug-run.js';
import { buildOptions, compiled, withBug } from './patch.js';

const options = buildOptions(checkout);
const sourceOf = (file: string): string => readFileSync(join(checkout, file), 'utf8');

describe('a seeded bug', () => {
  it.each(allBugs.map((bug) => [bug.name, bug] as const))('%s fits into its source, which compiles', (_, bug) => {
    const bugged = withBug(sourceOf(bug.file), bug);
    expect(bugged).not.toBe(sourceOf(bug.file));
    expect(compiled(join(checkout, bug.file), bugged, options)).not.toBe('');
  });

  it('has a name of its own, and says in a sentence which rule it breaks', () => {
    expect(new Set(allBugs.map(({ name }) => name)).size).toBe(allBugs.length);
    expect(allBugs.filter(({ breaks }) => !/^[A-Z].*\.$/.test(breaks))).toEqual([]);
  });

  it.each(['nowhere in it', 'import'])('is no bug where what it replaces is not there once: %s', (find) => {
    const [bug] = allBugs.filter(({ name }) => name === 'no-tombstone');
    if (!bug) throw new Error('there is no such bug');
    expect(() => withBug(sourceOf(bug.file), { ...bug, find })).toThrow(/nowhere|times/);
  });

  it('is caught by the check that is named beside it, which holds without it', async () => {
    const quick = allBugs.filter(({ name }) => ['no-tombstone', 'undone-twice'].includes(name));
    const { caught, faults } = await runBugs(quick);
    expect(faults).toEqual([]);
    expect(caught.map(({ bug, outcome }) => [bug.name, outcome])).toEqual(quick.map(({ name }) => [name, 'caught']));
  }, 60_000);
});
