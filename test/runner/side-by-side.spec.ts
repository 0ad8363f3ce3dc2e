import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sideBySide } from './side-by-side.js';

describe('jobs side by side', () => {
  it('are begun in their order, each once, never more at once than allowed, and all that are allowed', async () => {
    const jobs = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(jobs, fc.integer({ min: 1, max: 4 }), async (turns, most) => {
        const begun: number[] = [];
        let running = 0;
        let mostRunning = 0;
        let ended = 0;
        const run = async (job: number): Promise<void> => {
          begun.push(job);
          running += 1;
          mostRunning = Math.max(mostRunning, running);
          for (let turn = 0; turn < (turns[job] ?? 0); turn += 1) await Promise.resolve();
          running -= 1;
          ended += 1;
        };
        await sideBySide([...turns.keys()], most, run);
        expect(begun).toEqual([...turns.keys()]);
        expect(ended).toBe(turns.length);
        expect(mostRunning).toBe(Math.min(most, turns.length));
      }),
    );
  });
});
