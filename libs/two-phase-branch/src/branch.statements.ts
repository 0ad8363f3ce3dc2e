import type { Transaction } from '#libs/messaging';
import type { Vote } from '#libs/two-phase';
import type { Pool } from 'pg';

type Queries = Pick<Pool, 'query'>;

/** What a branch is, before anything is done for it. */
export interface NewBranch {
  readonly gid: string;
  readonly keys: readonly string[];
  readonly legs: readonly string[];
}

/** What stands of a gid when it is told to prepare. */
export interface KnownBranch {
  readonly outcome: 'committed' | 'aborted' | null;
  /** Whether its branch row was there: an earlier prepare may have come any far. */
  readonly there: boolean;
  /** Of an earlier prepare. */
  readonly vote: Vote | null;
}

/** Commits the branch's row, unless its gid has an outcome, and says what was known before. */
export async function openBranch(pool: Queries, { gid, keys, legs }: NewBranch): Promise<KnownBranch> {
  const { rows } = await pool.query<KnownBranch>({
    name: 'branch-open',
    text: openText,
    values: [gid, keys, legs],
  });
  return rows[0] ?? { outcome: null, there: false, vote: null };
}

const openText = `
  WITH ended AS (SELECT outcome FROM branch_outcome WHERE gid = $1),
  known AS (SELECT vote FROM branch WHERE gid = $1),
  opened AS (INSERT INTO branch (gid, keys, legs) SELECT $1, $2::text[], $3::uuid[] WHERE NOT EXISTS (SELECT FROM ended)
             ON CONFLICT (gid) DO NOTHING)
  SELECT (SELECT outcome FROM ended) AS outcome, EXISTS (SELECT FROM known) AS there, (SELECT vote FROM known) AS vote`;

/** How a branch ended here; undefined where it has not. */
export async function outcomeOf(pool: Queries, gid: string): Promise<'committed' | 'aborted' | undefined> {
  const { rows } = await pool.query<{ outcome: 'committed' | 'aborted' }>({
    name: 'branch-outcome',
    text: 'SELECT outcome FROM branch_outcome WHERE gid = $1',
    values: [gid],
  });
  return rows[0]?.outcome;
}

/** Waits for whoever is preparing the same gid. Comes to be, and is seen, with the commit of the branch. */
export async function writeMarker(tx: Transaction, gid: string, legs: readonly string[]): Promise<void> {
  await tx.query(
    'branch-marker',
    `INSERT INTO branch_outcome (gid, outcome, legs) VALUES ($1, 'committed', $2::uuid[])`,
    [gid, legs],
  );
}

/**
 * Writes tombstones where no outcome stands; waits for whoever is preparing the same gid.
 *
 * @returns the gids that had none
 */
export async function writeTombstones(
  tx: Transaction,
  dead: readonly { readonly gid: string; readonly legs: readonly string[] }[],
): Promise<readonly string[]> {
  if (dead.length === 0) return [];
  const written = await tx.query<{ gid: string }>('branch-tombstones', tombstoneText, [
    JSON.stringify(dead.map(({ gid, legs }) => ({ gid, legs }))),
  ]);
  return written.map(({ gid }) => gid);
}

const tombstoneText = `
  INSERT INTO branch_outcome (gid, outcome, legs)
  SELECT gid, 'aborted', coalesce(branch.legs, ARRAY(SELECT json_array_elements_text(told.legs)::uuid))
  FROM json_to_recordset($1::json) AS told (gid text, legs json) LEFT JOIN branch USING (gid)
  ORDER BY gid ON CONFLICT (gid) DO NOTHING RETURNING gid`;

/** The legs of each gid, as far as its branch or its outcome names them. */
export async function legsOf(tx: Transaction, gids: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
  const rows = await tx.query<{ gid: string; legs: string[] }>('branch-legs', legsText, [gids]);
  return new Map(rows.map(({ gid, legs }) => [gid, legs]));
}

const legsText = `
  SELECT gid, legs FROM branch WHERE gid = ANY ($1::text[])
  UNION ALL
  SELECT gid, legs FROM branch_outcome
  WHERE gid = ANY ($1::text[]) AND NOT EXISTS (SELECT FROM branch WHERE branch.gid = branch_outcome.gid)`;

/** Nobody steps aside for these any more. */
export async function deleteBranches(tx: Transaction, gids: readonly string[]): Promise<void> {
  if (gids.length === 0) return;
  await tx.query('branches-delete', 'DELETE FROM branch WHERE gid = ANY ($1::text[])', [[...gids].sort()]);
}

/** The coordinator knows these no more: from now on it is counted when their outcomes may go. */
export async function noteUnknown(tx: Transaction, gids: readonly string[]): Promise<void> {
  if (gids.length === 0) return;
  await tx.query(
    'branch-outcomes-unknown',
    `UPDATE branch_outcome SET unknown_at = clock_timestamp() WHERE gid = ANY ($1::text[]) AND unknown_at IS NULL`,
    [[...gids].sort()],
  );
}

/** Keeps what was voted on each gid, to be repeated until a decision comes. */
export async function keepVotes(tx: Transaction, votes: ReadonlyMap<string, Vote>): Promise<void> {
  await tx.query('branch-votes', votesText, [
    [...votes.keys()],
    [...votes.values()].map((vote) => JSON.stringify(vote)),
  ]);
}

// Locked in one order, as those that repeat votes are; a deadlock would cost another try. As an array, and not as one
// JSON: taking that apart would refuse reasons with characters that a vote may well carry.
const votesText = `
  UPDATE branch SET vote = voted.vote, voted_at = clock_timestamp()
  FROM (SELECT gid, told.vote::json AS vote FROM unnest($1::text[], $2::text[]) AS told (gid, vote)
        JOIN branch AS old USING (gid) ORDER BY gid FOR NO KEY UPDATE OF old) AS voted
  WHERE branch.gid = voted.gid`;

/** How long what follows in this transaction waits for a lock. */
export async function waitForLocks(tx: Transaction, waitMs: number): Promise<void> {
  await tx.query('branch-lock-wait', `SELECT set_config('lock_timeout', $1, true)`, [String(waitMs)]);
}
