import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { atMostAtOnce } from './at-most-at-once.js';

describe('doing at most so many at once', () => {
  it('does each item once and never more side by side', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat()), fc.integer({ min: 1, max: 5 }), async (items, most) => {
        const done: number[] = [];
        let under = 0;
        let peak = 0;
        await atMostAtOnce(most, items, async (item) => {
          under += 1;
          peak = Math.max(peak, under);
          await Promise.resolve();
          done.push(item);
          under -= 1;
        });
        // Each takes the same time, so that they end as they began.
        expect(done).toEqual(items);
        expect(peak).toBe(Math.min(most, items.length));
      }),
    );
  });
});
