import type { DataSource } from 'typeorm';
import type { Hold } from '../hold/hold.js';
import { type HoldRow, holdColumns, holdOf } from './hold.row.js';

/** What a list of holds is limited to; what is undefined limits nothing. */
export interface HoldFilter {
  /** Of the seller or the buyer. */
  readonly account: string | undefined;
  readonly state: Hold['state'] | undefined;
  /** The id of the last one that was read. */
  readonly after: string | undefined;
  readonly limit: number;
}

/**
 * Holds in the order of their ids, which for trades without an id of their caller's is that of time. They are read in
 * that order until there are enough: an index of accounts or states would cost each trade what is rarely asked for.
 */
export async function listHolds(dataSource: DataSource, { account, state, after, limit }: HoldFilter): Promise<Hold[]> {
  const rows = await dataSource.query<HoldRow[]>(
    `SELECT ${holdColumns} FROM hold
      WHERE ($1::text IS NULL OR $1 IN (seller, buyer)) AND ($2::text IS NULL OR state = $2)
        AND ($3::uuid IS NULL OR id > $3)
      ORDER BY id LIMIT $4`,
    [account ?? null, state ?? null, after ?? null, limit],
  );
  return rows.map(holdOf);
}
