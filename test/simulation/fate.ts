import type { Draw } from '../../local/sample/seeded-random.js';

/** What befalls a transaction on its way. */
export type Fate =
  | 'all goes well'
  | 'the process dies before the commit'
  | 'the commit is not answered'
  | 'the process dies after the commit'
  | 'the process is slow to commit';

const mishaps: readonly Fate[] = [
  'the process is slow to commit',
  'the commit is not answered',
  'the process dies after the commit',
  'the process dies before the commit',
];

/** One in ten or so meets with something. */
export function drawFate(draw: Draw): Fate {
  const dice = draw(0, 31);
  return dice < 28 ? 'all goes well' : (mishaps[dice - 28] ?? 'all goes well');
}
