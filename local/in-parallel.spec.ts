import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { setImmediate as turn } from 'node:timers/promises';
import { inParallel, piecesOf } from './in-parallel.js';

describe('work in parallel', () => {
  it('answers in the order of the list and never has more at work than it may', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 6 }),
        async (waits, atOnce) => {
          let atWork = 0;
          let most = 0;
          const answers = await inParallel(waits, atOnce, async (turns, index) => {
            most = Math.max(most, ++atWork);
            for (let at = 0; at < turns; at++) await turn();
            atWork--;
            return index;
          });
          expect(answers).toEqual(waits.map((_, index) => index));
          expect(most).toBe(Math.min(atOnce, waits.length));
        },
      ),
    );
  });

  it('ends with the first failure', async () => {
    const work = async (n: number): Promise<number> => {
      if (n === 2) throw new Error('two is not taken');
      return n;
    };
    await expect(inParallel([1, 2, 3], 2, work)).rejects.toThrow('two is not taken');
  });

  it('cuts a list into pieces that are full but for the last', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 50 }), fc.integer({ min: 1, max: 9 }), (items, size) => {
        const pieces = piecesOf(items, size);
        expect(pieces.flat()).toEqual(items);
        expect(pieces.slice(0, -1).every((piece) => piece.length === size)).toBe(true);
        expect(pieces.every((piece) => piece.length >= 1 && piece.length <= size)).toBe(true);
      }),
    );
  });
});
