import type { Invariant } from './invariant.js';

const meanings = {
  broken: 'A finding means that something is wrong',
  'not drained': 'A finding means that work is under way, and nothing can be said yet',
} as const;

/** SQL as it stands in the code is indented by where it stands. */
function indented(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const depths = lines.slice(1).flatMap((line) => (line.startsWith(' ') ? [line.search(/\S/)] : []));
  const depth = Math.min(...depths, 6);
  return lines.map((line) => `    ${line.startsWith(' ') ? `  ${line.slice(depth)}` : line}`).join('\n');
}

/** Each invariant: its name, what a finding means, what is looked at. */
export const invariantList = (invariants: readonly Invariant[]): string =>
  invariants
    .map(
      ({ name, means, otherwise, looksAt }, at) =>
        `${at + 1}. ${name}\n  ${otherwise} (${meanings[means]}.)\n${indented(looksAt)}\n`,
    )
    .join('\n');
