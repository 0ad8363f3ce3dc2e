import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { connectionShares } from './connection-shares.js';

describe('the shares of a pool', () => {
  it.each([
    [2, 1, 1],
    [3, 1, 1],
    [5, 2, 1],
    [6, 3, 2],
    [16, 8, 6],
    [32, 16, 12],
  ])('of %i are %i for prepares and %i for decisions', (poolSize, prepares, decisions) => {
    expect(connectionShares(poolSize)).toEqual({ prepares, decisions });
  });

  it('leave every decision a connection, however many prepares wait for rows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200 }), (poolSize) => {
        const { prepares, decisions } = connectionShares(poolSize);
        expect(Math.min(prepares, decisions)).toBeGreaterThan(0);
        expect(prepares + decisions).toBeLessThanOrEqual(poolSize);
        expect(prepares).toBeLessThanOrEqual(poolSize / 2);
      }),
    );
  });
});
