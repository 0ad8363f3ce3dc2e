import type { Instant } from '#libs/market';
import type { Transfer, TransferKind } from '../ledger/transfer.js';
import type { Questions } from './as-of-one-moment.js';
import type { TransferPlace } from './transfer-place.js';
import { type TransferRow, transferOf } from './transfer.row.js';

/** What a list of transfers is limited to; what is undefined limits nothing. */
export interface TransferFilter {
  /** On either side. */
  readonly account: string | undefined;
  readonly kind: TransferKind | undefined;
  /** A trade, a deposit or a withdrawal. */
  readonly of: string | undefined;
  /** Only what trades have moved: deposits and withdrawals are left out. */
  readonly ofTrades?: boolean;
  readonly from: Instant | undefined;
  /** Not included. */
  readonly to: Instant | undefined;
  readonly after: TransferPlace | undefined;
  readonly limit: number;
}

/** Transfers in the order of time. */
export async function listTransfers(ask: Questions, filter: TransferFilter): Promise<Transfer[]> {
  const { account, kind, of, ofTrades = false, from, to, after, limit } = filter;
  const values: unknown[] = [];
  const given = (value: unknown): string => `$${values.push(value)}`;
  const time = (at: Instant): string => `to_timestamp(${given(at)}::float8 / 1000)`;
  const conditions = [
    ...(kind === undefined ? [] : [`kind = ${given(kind)}`]),
    ...(of === undefined ? [] : [`"of" = ${given(of)}::uuid`]),
    ...(ofTrades ? [movedByTrade] : []),
    ...(from === undefined ? [] : [`at >= ${time(from)}`]),
    ...(to === undefined ? [] : [`at < ${time(to)}`]),
    ...(after === undefined
      ? []
      : [`(at, "of", part) > (${time(after.at)}, ${given(after.of)}::uuid, ${given(after.part)}::text COLLATE "C")`]),
  ];
  const most = given(limit);
  // Each side of an account has its index; the two together would be found by neither.
  const branches = account === undefined ? [[]] : sidesOf(account, given(account));
  const read = branches.map((side) => {
    const where = [...side, ...conditions];
    return `(SELECT "of", part, debit, credit, amount, kind, reason, at FROM transfer
              ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`} ORDER BY at, "of", part LIMIT ${most})`;
  });
  const rows = await ask.query<TransferRow[]>(
    `SELECT * FROM (${read.join(' UNION ALL ')}) AS found ORDER BY at, "of", part LIMIT ${most}`,
    values,
  );
  return rows.map(transferOf);
}

/** The two conditions of being on a side; a party's say what its partial indexes are limited to. */
export function sidesOf(account: string, parameter: string): [string[], string[]] {
  const side = (column: 'debit' | 'credit'): string[] => [
    `${column} = ${parameter}`,
    ...(account < 'A' ? [`${column} < 'A'`] : []),
  ];
  return [side('debit'), side('credit')];
}

/** A trade's id may be its caller's choice, and be that of a payment which is none of the trade's sides' business. */
const movedByTrade = `kind IN ('energy', 'trading fee')`;

/** Whether any transfer of a trade has the account on one of its sides. */
export async function isSideOf(ask: Questions, trade: string, account: string): Promise<boolean> {
  const rows = await ask.query<unknown[]>(
    `SELECT FROM transfer WHERE "of" = $1::uuid AND ${movedByTrade} AND $2 IN (debit, credit) LIMIT 1`,
    [trade, account],
  );
  return rows.length > 0;
}
