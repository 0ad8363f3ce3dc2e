import type { Command } from 'commander';
import { readTradeFacts } from '../http/trade-facts.reader.js';
import { tradeNamed } from '../http/trade-named.js';
import { type Story, tellStory } from '../story/tell-story.js';
import { printableLine } from '../table/printable.js';
import { wrappedLines } from '../table/wrapped-lines.js';
import { atDesk, type OpenDesk } from './desk.js';

const instantText = (instant: string): string => instant.replace('T', ' ');

/** The story as lines no wider than the screen. */
export function storyLines({ opening, events, standing }: Story, width = Number.POSITIVE_INFINITY): string[] {
  const block = (sentences: readonly string[]): string[] =>
    sentences.flatMap((sentence) => wrappedLines(printableLine(sentence), width, '  '));
  const told = events.flatMap(({ at, text }) => {
    const when = `${instantText(at)}  `;
    const [first = '', ...others] = wrappedLines(printableLine(text), width - when.length, '');
    return [`${when}${first}`, ...others.map((line) => `${' '.repeat(when.length)}${line}`)];
  });
  return [block(opening), told, block(standing)]
    .filter((lines) => lines.length > 0)
    .flatMap((lines, at) => (at === 0 ? lines : ['', ...lines]));
}

/** Adds `explain`. */
export function addExplain(program: Command, open: OpenDesk): void {
  program
    .command('explain')
    .description(
      "tells one trade's story in sentences: who brought it, every ask and answer, money, operators, its end",
    )
    .argument('<trade>', 'its id, or its external id')
    .action(
      atDesk(open, async (desk, name: string) => {
        const facts = await readTradeFacts(desk.api, await tradeNamed(desk.api, name));
        const story = tellStory(facts);
        desk.show({ ...facts, story }, () => storyLines(story, desk.screen.width));
      }),
    );
}
