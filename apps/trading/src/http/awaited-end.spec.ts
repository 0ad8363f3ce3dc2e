import { describe, expect, it } from '@jest/globals';
import { AwaitedEnds } from './awaited-end.js';

const open = { raw: { destroyed: false } };

describe('a wait for the end', () => {
  it.each([
    ['with the time to wait', 'wait=5', true],
    ['with other preferences beside it', 'respond-async, wait=5', true],
    ['without the header', undefined, false],
    ['with no time at all', 'wait=0', false],
  ])('%s: %s', async (_case, prefer, waited) => {
    expect(await new AwaitedEnds({ ended: () => Promise.resolve(true) }).within(prefer, ['a'], open)).toBe(waited);
  });

  it('looks until the trade has ended', async () => {
    const looks = [false, false, true];
    const ends = new AwaitedEnds({ ended: () => Promise.resolve(looks.shift() ?? true) });
    expect(await ends.within('wait=5', ['a'], open)).toBe(true);
    expect(looks).toEqual([]);
  });

  it('ends when the connection is gone', async () => {
    const raw = { destroyed: false };
    let looks = 0;
    const ended = () => {
      looks += 1;
      raw.destroyed = looks === 2;
      return Promise.resolve(false);
    };
    expect(await new AwaitedEnds({ ended }).within('wait=1', ['a'], { raw })).toBe(false);
    expect(looks).toBe(2);
  });

  it('is for two hundred at once; room comes back when one of them is answered', async () => {
    let looks = 0;
    let end: (ended: boolean) => void = () => undefined;
    const ending = new Promise<boolean>((resolve) => (end = resolve));
    const ended = () => {
      looks += 1;
      return ending;
    };
    const ends = new AwaitedEnds({ ended });
    const waiting = Array.from({ length: 200 }, () => ends.within('wait=5', ['a'], open));
    expect(await ends.within('wait=5', ['a'], open)).toBe(false);
    expect(looks).toBe(200);
    end(true);
    expect(new Set(await Promise.all(waiting))).toEqual(new Set([true]));
    expect(await ends.within('wait=5', ['a'], open)).toBe(true);
  });
});
