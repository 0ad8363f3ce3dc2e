import type { Transaction } from '#libs/messaging';
import { waitForLocks } from './branch.statements.js';

/**
 * Another batch is through in far less. Who waits longer has met a branch that came while it waited for another row; the
 * second try steps aside.
 */
const lockWaitMs = 500;

/** The rows that are to be locked. */
export interface LockedTable {
  /** The statement's name. */
  readonly name: string;
  /** As they stand behind SELECT. */
  readonly columns: string;
  readonly table: string;
  /** The column whose values are the keys: of the rows, and in `branch`. */
  readonly key: string;
}

export interface OutsideDoubt<Row> {
  readonly rows: Row[];
  /** Each key in doubt, with the gid that holds it; its row is neither locked nor read. */
  readonly inDoubt: ReadonlyMap<string, string>;
}

interface Doubt {
  readonly doubted_key: string;
  readonly doubted_by: string;
}

/**
 * Locks rows in the order of their keys (FOR NO KEY UPDATE) and reads them, all but those that an open branch names: a
 * prepared transaction may hold these for long. One statement and one snapshot: a branch's row is committed before its
 * rows are locked.
 */
export async function lockedOutsideDoubt<Row>(
  tx: Transaction,
  { name, columns, table, key }: LockedTable,
  keys: readonly string[],
): Promise<OutsideDoubt<Row>> {
  if (keys.length === 0) return { rows: [], inDoubt: new Map() };
  const [, found] = await Promise.all([
    waitForLocks(tx, lockWaitMs),
    tx.query<Partial<Doubt>>(name, lockText(columns, table, key), [keys]),
  ]);
  const rows: Row[] = [];
  const inDoubt = new Map<string, string>();
  for (const { doubted_key, doubted_by, ...row } of found)
    if (typeof doubted_key === 'string' && typeof doubted_by === 'string') inDoubt.set(doubted_key, doubted_by);
    else rows.push(row as Row);
  return { rows, inDoubt };
}

// A branch that voted against is rolled back and holds no row any more.
const lockText = (columns: string, table: string, key: string): string => `
  WITH doubt AS MATERIALIZED (
    SELECT DISTINCT ON (key) key AS doubted_key, gid AS doubted_by FROM branch, unnest(keys) AS key
    WHERE key = ANY ($1::text[]) AND (vote IS NULL OR vote->>'vote' = 'yes') ORDER BY key, gid),
  locked AS MATERIALIZED (
    SELECT ${columns} FROM ${table}
    WHERE ${key} = ANY ($1::text[]) AND ${key} NOT IN (SELECT doubted_key FROM doubt)
    ORDER BY ${key} FOR NO KEY UPDATE OF ${table})
  SELECT * FROM doubt FULL JOIN locked ON false`;
