import type { Transaction } from '#libs/messaging';
import type { Vote } from '#libs/two-phase';
import type { Pool } from 'pg';
import { preparedName } from './prepared-transaction.js';

/** A branch that has heard nothing for a while. */
export interface QuietBranch {
  readonly gid: string;
  readonly legs: readonly string[];
  readonly ageMs: number;
  /** Its vote, or yes where it is prepared and did not come to vote; null where it is not prepared either. */
  readonly vote: Vote | null;
}

/** Quiet branches, locked against another instance that looks too; noted as asked about now. */
export async function takeQuietBranches(
  tx: Transaction,
  participant: string,
  quietMs: number,
): Promise<readonly QuietBranch[]> {
  return tx.query<QuietBranch>('branches-quiet', quietText, [preparedName('', participant), quietMs]);
}

// A branch without a vote that is prepared died on its way to vote.
const quietText = `
  UPDATE branch
     SET voted_at = clock_timestamp(),
         vote = coalesce(vote, CASE WHEN prepared.gid IS NULL THEN NULL ELSE '{"vote":"yes"}'::json END)
    FROM (SELECT quiet.gid, quiet.since FROM branch AS quiet
          WHERE coalesce(quiet.voted_at, quiet.since) < clock_timestamp() - make_interval(secs => $2::float8 / 1000)
          ORDER BY quiet.gid LIMIT 200 FOR NO KEY UPDATE SKIP LOCKED) AS quiet
    LEFT JOIN pg_prepared_xacts AS prepared
      ON prepared.gid = quiet.gid || $1 AND prepared.database = current_database()
   WHERE branch.gid = quiet.gid
  RETURNING branch.gid, branch.legs, branch.vote,
            round(date_part('epoch', clock_timestamp() - branch.since) * 1000) AS "ageMs"`;

export interface OldOutcome {
  readonly gid: string;
  readonly legs: readonly string[];
}

/** So many fit into one message's worth of asking. */
export const oldOutcomesPerPage = 200;

/** Some outcomes that are older than this and of which the coordinator may know nothing any more; the next ones each time. */
export async function oldOutcomes(
  pool: Pick<Pool, 'query'>,
  after: string,
  olderHours: number,
): Promise<readonly OldOutcome[]> {
  const { rows } = await pool.query<OldOutcome>({
    name: 'branch-outcomes-old',
    text: `SELECT gid, legs FROM branch_outcome
           WHERE unknown_at IS NULL AND gid > $1 AND at < clock_timestamp() - make_interval(hours => $2::int)
           ORDER BY gid LIMIT ${oldOutcomesPerPage}`,
    values: [after, olderHours],
  });
  return rows;
}

/** Forgets outcomes of which the coordinator has known nothing for so long that no message of theirs can be left. */
export async function pruneOutcomes(pool: Pick<Pool, 'query'>, afterDays: number): Promise<void> {
  await pool.query({
    name: 'branch-outcomes-prune',
    text: `DELETE FROM branch_outcome WHERE gid = ANY (ARRAY(
             SELECT gid FROM branch_outcome
             WHERE unknown_at < clock_timestamp() - make_interval(days => $1::int) LIMIT 1000))`,
    values: [afterDays],
  });
}

/** Prepared transactions of this participant in this database that no branch knows. */
export async function strayTransactions(pool: Pick<Pool, 'query'>, participant: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ name: string }>({
    name: 'branch-strays',
    text: strayText('prepared.gid AS name', '$1'),
    values: [preparedName('', participant)],
  });
  return rows.map(({ name }) => name);
}

/** The statement, for a gauge too. `suffix` is SQL. */
export const strayText = (columns: string, suffix: string): string => `
  SELECT ${columns} FROM pg_prepared_xacts AS prepared
  WHERE database = current_database() AND right(prepared.gid, length(${suffix})) = ${suffix}
    AND NOT EXISTS (SELECT FROM branch WHERE branch.gid || ${suffix} = prepared.gid)`;
