import type { Hold } from '../hold/hold.js';
import type { Questions } from './as-of-one-moment.js';
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
 * Holds in the order of their ids, which for trades without an id of their caller's is that of time. Each side of an
 * account has its index; a state has none, and its holds are read in order until there are enough.
 */
export async function listHolds(ask: Questions, { account, state, after, limit }: HoldFilter): Promise<Hold[]> {
  const values: unknown[] = [];
  const given = (value: unknown): string => `$${values.push(value)}`;
  const conditions = [
    ...(state === undefined ? [] : [`state = ${given(state)}`]),
    ...(after === undefined ? [] : [`id > ${given(after)}::uuid`]),
  ];
  const most = given(limit);
  const read = (account === undefined ? [[]] : sidesOf(given(account))).map((side) => {
    const where = [...side, ...conditions];
    return `(SELECT * FROM hold ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`} ORDER BY id LIMIT ${most})`;
  });
  const rows = await ask.query<HoldRow[]>(
    `SELECT ${holdColumns} FROM (${read.join(' UNION ALL ')}) AS found ORDER BY id LIMIT ${most}`,
    values,
  );
  return rows.map(holdOf);
}

/** The two sides of a hold as conditions; nothing is on both, or it would be found twice. */
const sidesOf = (account: string): [string[], string[]] => [
  [`seller = ${account}`],
  [`buyer = ${account}`, `seller IS DISTINCT FROM ${account}`],
];
