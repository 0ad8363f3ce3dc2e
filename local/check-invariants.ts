import type { Stack } from './stack.js';
import type { Invariants } from './start-steps.js';

/** Runs the project's invariants over a running stack. Loaded late: nothing else of a start needs them. */
export async function checkInvariants({ databaseUrls, brokers }: Stack): Promise<Invariants> {
  const { checkInvariants: check } = await import('../test/invariant/check.js');
  return check({
    tradingUrl: databaseUrls.trading,
    meteringUrl: databaseUrls.metering,
    settlementUrl: databaseUrls.settlement,
    brokers,
  });
}
