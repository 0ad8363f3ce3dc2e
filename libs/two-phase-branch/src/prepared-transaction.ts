import type { Pool } from 'pg';

type Queries = Pick<Pool, 'query'>;

/** Whether this may be a gid: it becomes part of a statement that takes no parameters. */
export const isGid = (text: unknown): text is string => typeof text === 'string' && /^[\w.-]{1,120}$/.test(text);

/** What the branch of a gid is prepared as. Names are unique in the cluster, which may hold several participants. */
export const preparedName = (gid: string, participant: string): string => `${gid}/${participant}`;

/**
 * Ends a prepared transaction.
 *
 * @returns `not there` where none has that name: it was never prepared, has ended, or somebody ended it by hand
 * @throws what is retriable: the transaction is busy because somebody else is ending it, or the database is away
 */
export async function endPrepared(
  pool: Queries,
  end: 'COMMIT' | 'ROLLBACK',
  gid: string,
  participant: string,
): Promise<'ended' | 'not there'> {
  if (!isGid(gid)) throw new Error(`${String(gid)} is no gid`);
  try {
    await pool.query(`${end} PREPARED '${preparedName(gid, participant)}'`);
    return 'ended';
  } catch (error) {
    if (codeOf(error) === noSuchObject) return 'not there';
    throw error;
  }
}

/** Whether the branch of this gid is prepared in this database. */
export async function isPrepared(pool: Queries, gid: string, participant: string): Promise<boolean> {
  const { rows } = await pool.query({
    name: 'branch-is-prepared',
    text: 'SELECT FROM pg_prepared_xacts WHERE gid = $1 AND database = current_database()',
    values: [preparedName(gid, participant)],
  });
  return rows.length > 0;
}

/** PostgreSQL's error codes, appendix A of its manual. */
export const noSuchObject = '42704';
export const lockNotAvailable = '55P03';
export const deadlockDetected = '40P01';
export const outOfMemory = '53200';
export const uniqueViolation = '23505';

export const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
