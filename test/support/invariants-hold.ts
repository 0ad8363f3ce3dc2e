import { expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { checkInvariants, type Expectations } from '../invariant/check.js';
import type { World } from './world.js';

/** So long a check may still find that something goes on: the last trade's event is on its way, a group rejoins. */
const quietWithinMs = 30_000;

/**
 * The last test of a file: whatever its stories did, what must hold in three databases and the log holds, and enough
 * succeeded for that to mean something.
 */
export function invariantsHold(world: () => World, { leastCleared = 1, allowParked = false }: Expectations = {}): void {
  it('leaves every invariant intact', async () => {
    const { databaseUrls, brokers } = world().stack;
    const { trading: tradingUrl, metering: meteringUrl, settlement: settlementUrl } = databaseUrls;
    const endsAtMs = performance.now() + quietWithinMs;
    const look = () =>
      checkInvariants({ tradingUrl, meteringUrl, settlementUrl, brokers }, { leastCleared, allowParked });
    let checked = await look();
    while (checked.verdict === 'unknown' && performance.now() < endsAtMs) {
      await pause(250);
      checked = await look();
    }
    expect(checked).toMatchObject({ verdict: 'hold', findings: [] });
  });
}
