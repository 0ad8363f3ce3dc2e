import type { Pool } from 'pg';

interface Durability {
  readonly fsync: string;
  readonly commits: string;
  readonly role: string;
}

/**
 * What of this database would let it forget a decision after it was told, or a promise to commit: a sentence each, which
 * says what to set. Who coordinates is not to start with any of them, and neither is who takes part.
 */
export async function durabilityFaults(pool: Pick<Pool, 'query'>): Promise<readonly string[]> {
  const { fsync, commits, role } = only(await pool.query<Durability>(durabilityText));
  const faults: string[] = [];
  if (fsync === 'off') faults.push('fsync is off, so that a decision may be lost: set it to on.');
  if (commits === 'off')
    faults.push(`synchronous_commit is off, so that a decision may be lost: set it to on for the role ${role}.`);
  return faults;
}

/**
 * What of this database would make a promise to commit worthless: a sentence each, which says what to set. A service
 * with any of them is not to start.
 */
export async function startUpFaults(pool: Pick<Pool, 'query'>, participant: string): Promise<readonly string[]> {
  const { prepared, role } = only(await pool.query<{ prepared: string; role: string }>(preparedText));
  const { rows: foreign } = await pool.query<{ owner: string; transactions: string }>(foreignText, [`/${participant}`]);
  const faults: string[] = [];
  if (Number(prepared) === 0)
    faults.push(
      'max_prepared_transactions is 0, so that nothing can be prepared: set it to 64 and restart PostgreSQL.',
    );
  faults.push(...(await durabilityFaults(pool)));
  for (const { owner, transactions } of foreign)
    faults.push(
      `${transactions} prepared transactions of ${participant} belong to the role ${owner}, and only it can end them: ` +
        `connect as ${owner} instead of ${role}.`,
    );
  return faults;
}

function only<Row>({ rows: [row] }: { readonly rows: readonly Row[] }): Row {
  if (!row) throw new Error('the settings of the database could not be read');
  return row;
}

const durabilityText = `
  SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commits, current_user AS role`;

const preparedText = `SELECT current_setting('max_prepared_transactions') AS prepared, current_user AS role`;

// A superuser may end what anybody has prepared.
const foreignText = `
  SELECT owner, count(*) AS transactions FROM pg_prepared_xacts
  WHERE database = current_database() AND right(gid, length($1)) = $1 AND owner <> current_user
    AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
  GROUP BY owner ORDER BY owner`;
