/** What a participant can be told. */
export type Told = 'prepare' | 'commit' | 'abort' | 'unknown';

/** What its database says of the gid: nothing, prepared, committed (the marker is there), or a tombstone. */
export type BranchState = 'none' | 'prepared' | 'committed' | 'tombstone';

/** What it does then. */
export type BranchMove =
  | 'run'
  | 'vote yes'
  | 'vote busy'
  | 'commit prepared, acknowledge committed'
  | 'acknowledge committed'
  | 'rollback prepared, then tombstone, acknowledge aborted'
  | 'tombstone, acknowledge aborted'
  | 'acknowledge aborted'
  | 'tombstone, report mixed'
  | 'report mixed'
  | 'rollback prepared, then tombstone'
  | 'tombstone'
  | 'delete the branch row'
  | 'nothing';

/** The participant as a table: the branch on PostgreSQL follows it, and so does the model that is explored. */
export const branchMoves: Readonly<Record<Told, Readonly<Record<BranchState, BranchMove>>>> = {
  prepare: { none: 'run', prepared: 'vote yes', committed: 'acknowledge committed', tombstone: 'vote busy' },
  commit: {
    none: 'tombstone, report mixed',
    prepared: 'commit prepared, acknowledge committed',
    committed: 'acknowledge committed',
    tombstone: 'report mixed',
  },
  abort: {
    none: 'tombstone, acknowledge aborted',
    prepared: 'rollback prepared, then tombstone, acknowledge aborted',
    committed: 'report mixed',
    tombstone: 'acknowledge aborted',
  },
  unknown: {
    none: 'tombstone',
    prepared: 'rollback prepared, then tombstone',
    committed: 'delete the branch row',
    // A prepare that was slow may have written its branch row after the tombstone; nobody else would take it away.
    tombstone: 'delete the branch row',
  },
};
