import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from './seeded-random.js';

const tenOf = (seed: number, stream: string): number[] => {
  const draw = seededRandom(seed, stream);
  return Array.from({ length: 10 }, () => draw(0, 1_000_000));
};

describe('seeded chance', () => {
  it('repeats for the same seed and stream', () => {
    expect(tenOf(7, 'load')).toEqual(tenOf(7, 'load'));
  });

  it('differs between seeds and between streams', () => {
    expect(tenOf(7, 'load')).not.toEqual(tenOf(8, 'load'));
    expect(tenOf(7, 'load')).not.toEqual(tenOf(7, 'sun'));
  });

  it('stays within its range and reaches both ends', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.nat(5), (seed, least, width) => {
        const draw = seededRandom(seed, 'range');
        const drawn = new Set(Array.from({ length: 300 }, () => draw(least, least + width)));
        expect([...drawn].toSorted((a, b) => a - b)).toEqual(Array.from({ length: width + 1 }, (_, i) => least + i));
      }),
    );
  });
});
