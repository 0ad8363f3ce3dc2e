import { describe, expect, it } from '@jest/globals';
import { LanesApart } from './lanes-apart.js';

const one = { topic: 'trades', partition: 0 };
const other = { topic: 'trades', partition: 1 };

describe('lanes that stand apart', () => {
  it('are due at once, the first that came first', () => {
    const apart = new LanesApart();
    expect(apart.next(1_000)).toBeUndefined();
    apart.add([one], 1_000);
    apart.add([other, { ...one }], 1_001);
    expect(apart.lanes()).toEqual([one, other]);
    expect(apart.next(1_001)).toEqual({ lane: one, waitMs: 0 });
  });

  it('wait longer from failure to failure, up to two seconds, while the others are due', () => {
    const apart = new LanesApart();
    apart.add([one, other], 0);
    const waits = Array.from({ length: 12 }, () => {
      apart.release(other);
      apart.failed(one, 0);
      const waitMs = apart.next(0)?.waitMs ?? 0;
      apart.add([other], 0);
      expect(apart.next(0)).toEqual({ lane: other, waitMs: 0 });
      return waitMs;
    });
    expect(waits[0]).toBeLessThanOrEqual(20);
    expect(Math.min(...waits)).toBeGreaterThan(0);
    expect(waits.at(-1)).toBeGreaterThanOrEqual(1_000);
    expect(waits.at(-1)).toBeLessThanOrEqual(2_000);
  });

  it('say how often they have failed, and keep their back-off when they are named again', () => {
    const apart = new LanesApart();
    apart.add([one], 0);
    expect([apart.failed(one, 0), apart.failed(one, 0), apart.failed(one, 0)]).toEqual([1, 2, 3]);
    const waitMs = apart.next(0)?.waitMs;
    apart.add([one], 0);
    expect(apart.next(0)?.waitMs).toBe(waitMs);
  });

  it('begin anew after they were released', () => {
    const apart = new LanesApart();
    apart.add([one], 0);
    apart.failed(one, 0);
    apart.release(one);
    expect([apart.lanes(), apart.next(0)]).toEqual([[], undefined]);
    apart.add([one], 0);
    expect(apart.next(0)?.waitMs).toBe(0);
    expect(apart.failed(one, 0)).toBe(1);
  });
});
