/** How many connections of a participant's pool its prepares and its decisions take at most. */
export interface ConnectionShares {
  readonly prepares: number;
  readonly decisions: number;
}

/**
 * A prepare takes a connection for as long as it waits for rows, and none while its vote waits for others to share
 * theirs: half of the pool, so that as many are left to those who end the wait. A decision takes one for the time of a
 * commit: three eighths. The rest, two of the usual sixteen (DATABASE_POOL), is for the batch under way and the relay,
 * and whoever else comes then stands in line for the time of a commit. Nobody holds one while waiting for another.
 */
export const connectionShares = (poolSize: number): ConnectionShares => ({
  prepares: Math.max(1, Math.floor(poolSize / 2)),
  decisions: Math.max(1, Math.floor((poolSize * 3) / 8)),
});
