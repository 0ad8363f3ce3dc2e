import { setTimeout as pause } from 'node:timers/promises';
import { checkInvariants, type Expectations } from '../../invariant/check.js';
import type { ReachableStack } from '../../support/reachable-stack.js';

/** So long an invariant may still find that something goes on: the last event is on its way. */
const quietWithinMs = 8_000;

/** What does not hold in three databases and the log once everything is quiet; that it does not get quiet is found, too. */
export async function settledFindings(
  { databaseUrls, brokers }: ReachableStack,
  expectations: Expectations = { leastCleared: 10 },
): Promise<readonly string[]> {
  const { trading: tradingUrl, metering: meteringUrl, settlement: settlementUrl } = databaseUrls;
  const endsAtMs = performance.now() + quietWithinMs;
  for (;;) {
    const checked = await checkInvariants({ tradingUrl, meteringUrl, settlementUrl, brokers }, expectations);
    if (checked.verdict !== 'unknown' || performance.now() >= endsAtMs) return checked.findings;
    await pause(250);
  }
}

/** What an attempt says when it fails, as a finding. */
export async function failureOf(attempt: Promise<unknown>): Promise<readonly string[]> {
  try {
    await attempt;
    return [];
  } catch (failure) {
    return [failure instanceof Error ? failure.message : String(failure)];
  }
}
