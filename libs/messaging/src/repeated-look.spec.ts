import { describe, expect, it } from '@jest/globals';
import { RepeatedLook } from './repeated-look.js';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a repeated look', () => {
  it('is not joined by another while it takes long', async () => {
    let begun = 0;
    let most = 0;
    let under = 0;
    const look = new RepeatedLook(5, async () => {
      begun += 1;
      under += 1;
      most = Math.max(most, under);
      await pause(25);
      under -= 1;
    });
    look.start();
    look.now();
    look.now();
    await pause(100);
    await look.stop();
    expect(most).toBe(1);
    expect(begun).toBeGreaterThan(1);
  });

  it('ends with the look under way, and is not begun again', async () => {
    let ended = 0;
    const look = new RepeatedLook(5, () => pause(20).then(() => void (ended += 1)));
    look.start();
    await pause(10);
    await look.stop();
    expect(ended).toBe(1);
    await pause(30);
    expect(ended).toBe(1);
  });

  it('looks again after a look that may have missed what has happened', async () => {
    let begun = 0;
    const look = new RepeatedLook(60_000, async () => {
      begun += 1;
      await pause(10);
    });
    look.happened();
    expect(begun).toBe(1);
    look.happened();
    look.happened();
    await pause(40);
    expect(begun).toBe(2);
    await look.stop();
  });

  it('that was never begun ends at once', async () => {
    await expect(new RepeatedLook(5, () => pause(1)).stop()).resolves.toBeUndefined();
  });
});
