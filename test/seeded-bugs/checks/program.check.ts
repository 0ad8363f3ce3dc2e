import { join } from 'node:path';
import type { Check } from '../check.js';
import { ran } from '../ran.js';

/** The last line of a program that looks at the build that it is a part of. */
export interface Looked {
  readonly findings: readonly string[];
}

/** A program of this folder, run from the copy, so that it and whatever it starts are the copy's build. */
export const programCheck = (name: string, withinMs: number): Check => ({
  name,
  withinMs,
  async look(copy, signal) {
    const program = join(copy, 'dist', 'test', 'seeded-bugs', 'look.js');
    const { code, out, err } = await ran(process.execPath, [program, name], { cwd: copy, signal });
    const last = out.trimEnd().split('\n').at(-1) ?? '';
    if (code !== 0) throw new Error(`it ended with ${code}: ${withoutStack(err)}`);
    return (JSON.parse(last) as Looked).findings;
  },
});

const withoutStack = (text: string): string =>
  text
    .split('\n')
    .filter((line) => line !== '' && !/^\s+at /.test(line))
    .slice(0, 8)
    .join('\n');
