import { describe, expect, it } from '@jest/globals';
import type { Transaction } from '#libs/messaging';
import type { Progress } from '#libs/saga';
import { OpenSagas } from './open-sagas.js';
import type { SagaRecord } from './saga-row.js';

/** A transaction that ends when it is told to. */
function openTransaction(): Transaction & { end(committed: boolean): void } {
  const listeners: ((committed: boolean) => void)[] = [];
  return {
    query: async () => [],
    onEnd: (listener) => void listeners.push(listener),
    end: (committed) => {
      for (const listener of listeners.splice(0)) listener(committed);
    },
  };
}

const waiting: Progress = { startedAt: 0, steps: { ask: { do: { askedAt: 0, asks: 1, nextAt: 500 } } } };
const over: Progress = { startedAt: 0, steps: {}, ended: { at: 1, as: 'done' } };
const saga = (id: string, revision = 1, progress = waiting): SagaRecord<string> => ({
  ...{ id, name: 'test', version: 1, subject: id, progress, revision },
});

function keeping(...records: SagaRecord<string>[]): OpenSagas<string> {
  const open = new OpenSagas<string>();
  const tx = openTransaction();
  open.keepAfter(tx, records);
  tx.end(true);
  return open;
}

const known = (open: OpenSagas<string>, id: string): SagaRecord<string> | undefined => {
  const tx = openTransaction();
  const [record] = open.take(tx, [id]).known;
  tx.end(true);
  return record;
};

describe('the sagas in hand', () => {
  it('are known once the transaction that wrote them has committed', () => {
    const open = new OpenSagas<string>();
    const tx = openTransaction();
    open.keepAfter(tx, [saga('a')]);
    expect(known(open, 'a')).toBeUndefined();
    tx.end(true);
    expect(known(open, 'a')).toEqual(saga('a'));
  });

  it('are not known when it did not commit, nor when they have ended', () => {
    const open = keeping(saga('a'), saga('b'));
    const failed = openTransaction();
    open.keepAfter(failed, [saga('a', 2)]);
    failed.end(false);
    expect(known(open, 'a')).toBeUndefined();
    const ended = openTransaction();
    open.keepAfter(ended, [saga('b', 2, over)]);
    ended.end(true);
    expect(known(open, 'b')).toBeUndefined();
  });

  it('are taken by one transaction at a time; the other reads the row', () => {
    const open = keeping(saga('a'));
    const one = openTransaction();
    const other = openTransaction();
    expect(open.take(one, ['a', 'b'])).toEqual({ known: [saga('a')], missing: ['b'] });
    expect(open.take(other, ['a'])).toEqual({ known: [], missing: ['a'] });
    one.end(true);
    expect(known(open, 'a')).toEqual(saga('a'));
  });

  it('are forgotten by a transaction that took them and did not commit: the copy may be the reason', () => {
    const open = keeping(saga('a'));
    const tx = openTransaction();
    open.take(tx, ['a']);
    tx.end(false);
    expect(known(open, 'a')).toBeUndefined();
  });

  it('are at most ten thousand, the oldest read from their rows again', () => {
    const open = keeping(...Array.from({ length: 10_001 }, (_, at) => saga(String(at))));
    expect(known(open, '0')).toBeUndefined();
    expect(known(open, '10000')).toBeDefined();
  });

  it.each([
    ['before its time', 499, 10, []],
    ['at its time', 500, 10, ['a', 'b']],
    ['no more than asked for', 500, 1, ['a']],
  ])('are due %s', (_case, wall, most, due) => {
    expect(keeping(saga('a'), saga('b')).due(wall, most)).toEqual(due);
  });

  it('are not due while a transaction works on them', () => {
    const open = keeping(saga('a'));
    open.take(openTransaction(), ['a']);
    expect(open.due(500, 10)).toEqual([]);
  });
});
