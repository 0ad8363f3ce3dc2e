/** How long participants may take to vote before a global transaction is aborted. */
export const prepareWithinMs = 20_000;

/** A deadline that is found later than this was found by a coordinator that had been away. */
export const longestUnwatchedMs = 3_000;

/** The busy round after which legs are rejected instead of being tried again. */
export const mostBusyRounds = 5;

/** The waits after the first asks; later ones come at the longest. */
const firstWaitsMs: readonly number[] = [1_000, 2_000, 4_000];
const longestWaitMs = 5_000;

/** How long an answer is awaited before the same is asked again, where it was asked `asks` times (1 or more). */
export const askAgainAfterMs = (asks: number): number => firstWaitsMs[asks - 1] ?? longestWaitMs;

const shortestBusyWaitMs = 25;

/**
 * How long to stay away after `busyRounds` (1 or more) rounds that met locked rows: twice as long each time, spread by
 * `chance` in [0, 1) so that two that met do not meet again.
 */
export const busyWaitMs = (busyRounds: number, chance: number): number =>
  Math.floor(shortestBusyWaitMs * 2 ** (busyRounds - 1) * (1 + chance));
