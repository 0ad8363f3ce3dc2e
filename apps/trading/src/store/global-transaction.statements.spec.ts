import { describe, expect, it } from '@jest/globals';
import { Rows } from '#libs/messaging';
import type { GlobalTransaction, TransactionState } from '#libs/two-phase';
import { chainsEnded, endedIn } from './global-transaction.statements.js';

const one = (gid: string, state: TransactionState, chain = 'chain'): GlobalTransaction => ({
  ...{ gid, chain, predecessor: null, state, legs: [], busyRounds: 0, participants: {}, since: 0, asks: 1 },
});

/** Rows that were loaded, and changed. */
function changed(before: readonly GlobalTransaction[], after: readonly GlobalTransaction[]): Rows<GlobalTransaction> {
  const rows = new Rows<GlobalTransaction>(({ gid }) => gid, before);
  for (const row of after) rows.put(row);
  return rows;
}

describe('a batch that has', () => {
  it.each<[string, GlobalTransaction[], GlobalTransaction[], string[], string[]]>([
    ['ended the last of a chain', [one('a', 'committing')], [one('a', 'committed')], ['chain'], ['a']],
    ['gone on with it', [one('a', 'preparing')], [one('a', 'committing')], [], []],
    [
      'ended one and begun its successor',
      [one('a', 'aborting'), one('b', 'gathering')],
      [one('a', 'aborted'), one('b', 'preparing')],
      ...([[], ['a']] as [string[], string[]]),
    ],
    [
      'decided to abort, and made the successor',
      [one('a', 'preparing')],
      [one('a', 'aborting'), one('b', 'gathering')],
      [],
      [],
    ],
    ['heard more of a mixed one', [one('a', 'mixed')], [one('a', 'mixed')], ['chain'], []],
    [
      'ended one chain of two',
      [one('a', 'committing'), one('b', 'committing', 'other')],
      [one('a', 'committed'), one('b', 'committing', 'other')],
      ...([['chain'], ['a']] as [string[], string[]]),
    ],
  ])('%s says which chains, and which transactions, are over', (_, before, after, chains, ended) => {
    const rows = changed(before, after);
    expect([chainsEnded(rows), endedIn(rows).map(({ gid }) => gid)]).toEqual([chains, ended]);
  });
});
