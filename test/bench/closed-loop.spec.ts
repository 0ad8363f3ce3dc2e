import { describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { closedLoop } from './closed-loop.js';

describe('a closed loop', () => {
  it('keeps as many pieces of work under way as it is told, and numbers them', async () => {
    let under = 0;
    let most = 0;
    const seen: number[] = [];
    const rates = await closedLoop({ atOnce: 3, seconds: 0.2, warmUpSeconds: 0 }, async (at) => {
      seen.push(at);
      under += 1;
      most = Math.max(most, under);
      await pause(5);
      under -= 1;
    });
    expect(most).toBe(3);
    expect(seen).toEqual(seen.map((_, index) => index));
    expect(rates).toHaveLength(5);
    // Each of three workers can do at most one in 5 ms; what is done after the time is not counted.
    for (const rate of rates) expect(rate).toBeLessThanOrEqual(3 / 0.004);
    const counted = rates.reduce((sum, rate) => sum + (rate * 0.2) / 5, 0);
    expect(Math.round(counted)).toBe(seen.length - 3);
  });

  it('leaves the warm-up out', async () => {
    let done = 0;
    const rates = await closedLoop({ atOnce: 1, seconds: 0.05, warmUpSeconds: 0.2 }, async () => {
      done += 1;
      await pause(10);
    });
    const counted = rates.reduce((sum, rate) => sum + (rate * 0.05) / 5, 0);
    expect(done).toBeGreaterThan(counted * 2);
  });

  it('throws what its work throws', async () => {
    const broken = closedLoop({ atOnce: 2, seconds: 1, warmUpSeconds: 0 }, () => Promise.reject(new Error('broken')));
    await expect(broken).rejects.toThrow('broken');
  });
});
