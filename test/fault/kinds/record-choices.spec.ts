import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from '../../../local/sample/seeded-random.js';
import { anywhereIn, halfOf, inParts, lastOf, swappedWithin } from './record-choices.js';

const draw = (seed: number) => seededRandom(seed, 'records');
const count = fc.integer({ min: 0, max: 60 });
const seed = fc.integer({ min: 0, max: 1_000_000 });
const upTo = (many: number): number[] => Array.from({ length: many }, (_, at) => at);

describe('half of the records', () => {
  it('keeps its order, and is about a half', () => {
    const half = halfOf(upTo(10_000), draw(1));
    expect(half).toEqual([...half].sort((one, other) => one - other));
    expect(half.length).toBeGreaterThan(4_800);
    expect(half.length).toBeLessThan(5_200);
  });
});

describe('records swapped within a window', () => {
  it('are all there, each in its own window', () => {
    fc.assert(
      fc.property(count, fc.integer({ min: 1, max: 12 }), seed, (many, window, of) => {
        const swapped = swappedWithin(upTo(many), window, draw(of));
        expect([...swapped].sort((one, other) => one - other)).toEqual(upTo(many));
        for (const [at, item] of swapped.entries()) expect(Math.floor(item / window)).toBe(Math.floor(at / window));
      }),
    );
  });

  it('stand in another order', () => {
    expect(swappedWithin(upTo(20), 20, draw(1))).not.toEqual(upTo(20));
  });
});

describe('a span of records', () => {
  it('never leaves what the partition holds, and is never longer than asked', () => {
    fc.assert(
      fc.property(count, count, fc.integer({ min: 1, max: 40 }), seed, (low, many, most, of) => {
        const held = { topic: 'a', partition: 0, low, high: low + many };
        for (const { from, until } of [lastOf(held, most), anywhereIn(held, most, draw(of))]) {
          expect(from).toBeGreaterThanOrEqual(low);
          expect(until).toBeLessThanOrEqual(low + many);
          expect(until - from).toBe(Math.min(most, many));
        }
      }),
    );
  });

  it.each([
    [0, 100, 30, 70],
    [80, 100, 30, 80],
    [5, 5, 30, 5],
  ])('at the end, of what goes from %i to %i, at most %i, begins at %i', (low, high, most, from) => {
    expect(lastOf({ topic: 'a', partition: 1, low, high }, most)).toEqual({
      topic: 'a',
      partition: 1,
      from,
      until: high,
    });
  });
});

describe('records in parts', () => {
  it('are all there in their order, and a part passes the limit only with one record', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 })), fc.integer({ min: 1, max: 100 }), (sizes, most) => {
        const parts = inParts(sizes, (size) => size, most);
        expect(parts.flat()).toEqual(sizes);
        for (const part of parts) {
          expect(part.length).toBeGreaterThan(0);
          if (part.length > 1) expect(part.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(most);
        }
      }),
    );
  });
});
