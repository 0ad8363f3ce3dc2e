import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { run } from '../../apps/cli/src/terminal/program.js';

/** The words of a line as a shell takes them apart. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');

/** Every command that a page shows, in a block or in a sentence; a comment behind it is no part of it. */
const commandsOf = (page: string): string[] => [
  ...new Set(
    [...readFileSync(page, 'utf8').matchAll(/(?:^|`)(?:npx )?gridsaga ([a-z][^`\n]*)/gm)].map(([, line = '']) =>
      line.replace(/\s+#.*$/, '').trim(),
    ),
  ),
];

/** Where nothing listens, so that a command that makes sense ends with 1. */
const nowhere = ['trading', 'metering', 'settlement'].flatMap((name) => [`--${name}-url`, 'http://127.0.0.1:1']);

describe.each(['README.md', 'docs/operations/README.md', 'docs/operations/two-phase.md'])('%s', (page) => {
  const commands = commandsOf(page);

  it('shows commands', () => {
    expect(commands.length).toBeGreaterThan(0);
  });

  it.each(commands)('shows a command that there is: %s', async (command) => {
    const said: string[] = [];
    const screen = { width: undefined, out: () => undefined, err: (text: string) => said.push(text) };
    const code = await run([...wordsOf(command), ...nowhere], { screen, readFile: async () => '{}' });
    expect([code, said.join('\n')]).toEqual([1, expect.stringMatching(/does not answer|is away/)]);
  });
});
