import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { GatheringDone } from './gather-trades.work.js';
import { Gatherer, type GathererParts } from './gatherer.js';

let gatherer: Gatherer | undefined;
afterEach(() => gatherer?.stop());

/** A gatherer over a list of pending trades; what it did is told in order. */
function gathering(change: Partial<GathererParts> = {}) {
  const waiting: string[] = [];
  const told: string[] = [];
  const parts: GathererParts = {
    pending: async (most) => waiting.slice(0, most),
    overdue: async () => [],
    release: async () => undefined,
    async gather({ trades }): Promise<GatheringDone> {
      const taken = waiting.splice(0, 2);
      told.push(taken.join('+'));
      return { begun: taken.length > 0 ? [taken.length] : [], left: trades.length - taken.length };
    },
    ...{ newGid: () => 'gid', mostTrades: 2, gatherMs: 5, begun: () => undefined },
    onTrouble: (error) => told.push(String(error)),
    ...change,
  };
  gatherer = new Gatherer(parts);
  return { gatherer, waiting, told };
}

/** Waits for what is to come; the test's own time limit says when it did not. */
async function until(came: () => boolean): Promise<void> {
  while (!came()) await pause(1);
}

describe('the gatherer', () => {
  it('waits some milliseconds for trades to come together', async () => {
    const { gatherer: one, waiting, told } = gathering();
    waiting.push('a');
    one.came(1);
    expect(told).toEqual([]);
    await until(() => told.length >= 1);
    expect(told).toEqual(['a']);
  });

  it('waits no longer once there are enough', async () => {
    const { gatherer: one, waiting, told } = gathering({ gatherMs: 60_000 });
    waiting.push('a', 'b');
    one.came(1);
    one.came(1);
    await until(() => told.length >= 1);
    expect(told).toEqual(['a+b']);
  });

  it('goes on at once while there is more and something could begin', async () => {
    const { gatherer: one, waiting, told } = gathering({ gatherMs: 1 });
    waiting.push('a', 'b', 'c', 'd');
    one.came(0);
    await until(() => told.length >= 2);
    expect(told).toEqual(['a+b', 'c+d']);
  });

  it('gathers what comes while it gathers, afterwards', async () => {
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    const seen: string[][] = [];
    const { gatherer: one, waiting } = gathering({
      gatherMs: 1,
      async gather({ trades }) {
        seen.push([...trades]);
        waiting.length = 0;
        if (seen.length === 1) await held;
        return { begun: [trades.length], left: 0 };
      },
    });
    waiting.push('a');
    one.came(2);
    await until(() => seen.length === 1);
    waiting.push('b');
    one.came(2);
    await pause(5);
    expect(seen).toEqual([['a']]);
    go();
    await until(() => seen.length === 2);
    expect(seen).toEqual([['a'], ['b']]);
  });

  it('finds what nobody told it of, and lets go what waits for an ended chain', async () => {
    let released = 0;
    const {
      gatherer: one,
      waiting,
      told,
    } = gathering({
      async release() {
        released += 1;
      },
    });
    waiting.push('a');
    one.start();
    await until(() => told.length >= 1);
    expect([told, released]).toEqual([['a'], 1]);
  });

  it('looks for what has waited for too long as well', async () => {
    const seen: string[][] = [];
    const { gatherer: one } = gathering({
      overdue: async () => ['old'],
      async gather({ trades }) {
        seen.push([...trades]);
        return { begun: [], left: 0 };
      },
    });
    one.start();
    await until(() => seen.length >= 1);
    expect(seen).toEqual([['old']]);
  });

  it.each([
    ['reports what it cannot do', new Error('a bug'), ['Error: a bug']],
    ['says nothing of what may succeed later', Object.assign(new Error('gone'), { code: '57P01' }), []],
  ])('%s, and goes on', async (_, error, reported) => {
    let asked = 0;
    const { gatherer: one, told } = gathering({
      gatherMs: 1,
      async pending() {
        asked += 1;
        throw error;
      },
    });
    for (const count of [1, 2]) {
      one.came(0);
      await until(() => asked === count);
      await pause(1);
    }
    expect(told).toEqual([...reported, ...reported]);
  });
});
