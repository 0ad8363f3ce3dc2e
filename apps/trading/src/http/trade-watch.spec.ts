import { describe, expect, it } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import type { ReadTrade } from '../store/trade.reader.js';
import { TradeWatch } from './trade-watch.js';

const proposed = (id: string, version: number): ReadTrade =>
  ({ proposal: { id, version }, timeZone: 'UTC' }) as unknown as ReadTrade;
const underWay = (id: string, revision: number): ReadTrade =>
  ({ trade: { id }, saga: { revision }, timeZone: 'UTC' }) as unknown as ReadTrade;

/** Rows that a test moves on, and how often they were looked at. */
function aWatch() {
  const rows = new Map<string, ReadTrade>();
  const looks: (readonly ReadTrade[])[] = [];
  const trouble: unknown[] = [];
  let broken = false;
  const reader = {
    async movedOn(read: readonly ReadTrade[]): Promise<ReadTrade[]> {
      looks.push(read);
      if (broken) throw new Error('the database is away');
      return [...rows.values()];
    },
  };
  const watch = new TradeWatch(reader, (error) => trouble.push(error));
  return { rows, looks, trouble, watch, breaks: (is: boolean) => void (broken = is) };
}

const never = new AbortController().signal;

describe('watching trades', () => {
  it('tells each of those who wait, by one look for all of them', async () => {
    const { rows, looks, watch } = aWatch();
    rows.set('a', underWay('a', 3));
    const found = await Promise.all([
      watch.next(underWay('a', 1), never),
      watch.next(underWay('a', 2), never),
      watch.next(proposed('a', 1), never),
    ]);
    expect(found).toEqual([rows.get('a'), rows.get('a'), rows.get('a')]);
    expect(looks).toEqual([[proposed('a', 1)]]);
  });

  it('does not tell what was seen already', async () => {
    const { rows, watch } = aWatch();
    rows.set('a', underWay('a', 2));
    const leaving = new AbortController();
    const [early, late] = [watch.next(underWay('a', 1), never), watch.next(underWay('a', 2), leaving.signal)];
    expect(await early).toBe(rows.get('a'));
    rows.set('a', underWay('a', 3));
    expect(await late).toBe(rows.get('a'));
  });

  it('looks at nothing when nobody waits any more', async () => {
    const { looks, watch } = aWatch();
    const leaving = new AbortController();
    const waiting = watch.next(underWay('a', 1), leaving.signal);
    leaving.abort();
    expect(await waiting).toBeUndefined();
    await wait(150);
    const count = looks.length;
    await wait(250);
    expect(looks).toHaveLength(count);
    expect(await watch.next(underWay('a', 1), leaving.signal)).toBeUndefined();
  });

  it('goes on after a look that failed', async () => {
    const { rows, trouble, watch, breaks } = aWatch();
    breaks(true);
    const waiting = watch.next(underWay('a', 1), never);
    await wait(150);
    expect(trouble).toHaveLength(1);
    breaks(false);
    rows.set('a', underWay('a', 2));
    expect(await waiting).toBe(rows.get('a'));
  });
});
