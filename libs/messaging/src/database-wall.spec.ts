import { describe, expect, it, jest } from '@jest/globals';
import type { Pool } from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseWall } from './database-wall.js';

const wall = (said: readonly number[]): DatabaseWall => {
  const answers = said.map((one) => ({ rows: [{ wall: one }] }));
  return new DatabaseWall({ query: async () => answers.shift() } as unknown as Pick<Pool, 'query'>);
};

describe('the database’s wall clock', () => {
  it('goes on from what the database said, whatever this machine’s clock says', async () => {
    const own = jest.spyOn(Date, 'now').mockReturnValue(1);
    try {
      const clock = wall([1_000_000]);
      expect(await clock.ask()).toBe(1_000_000);
      await pause(50);
      expect(clock.now()).toBeGreaterThanOrEqual(1_000_040);
      expect(clock.now()).toBeLessThan(1_010_000);
    } finally {
      own.mockRestore();
    }
  });

  it('follows the database when it is asked again', async () => {
    const clock = wall([5_000_000, 1_000_000]);
    await clock.ask();
    await clock.ask();
    expect(clock.now()).toBeLessThan(1_100_000);
  });

  it('is asked first by who may be the first to ask', async () => {
    const clock = wall([2_000_000]);
    expect(await clock.told()).toBe(2_000_000);
    expect(await clock.told()).toBeGreaterThanOrEqual(2_000_000);
  });

  it('is not guessed', () => {
    expect(() => wall([]).now()).toThrow('was not asked yet');
  });
});
