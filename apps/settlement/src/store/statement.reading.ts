import type { Instant } from '#libs/market';
import { addMoney, type Money, money } from '#libs/units';
import type { DataSource } from 'typeorm';
import { type StatementLine, statementLines } from '../ledger/statement-line.js';
import { asOfOneMoment, type Questions } from './as-of-one-moment.js';
import type { TransferPlace } from './transfer-place.js';
import { type TransferFilter, listTransfers, sidesOf } from './transfer.reading.js';

export interface Statement {
  /** Before the period. */
  readonly opening: Money;
  /** After the period. */
  readonly closing: Money;
  readonly lines: readonly StatementLine[];
}

export type StatementFilter = Pick<TransferFilter, 'from' | 'to' | 'after' | 'limit'> & { readonly account: string };

/** An account's statement, a page of its lines at a time, all of it as of one moment. */
export function readStatement(dataSource: DataSource, filter: StatementFilter): Promise<Statement> {
  const { account, from, to, after } = filter;
  return asOfOneMoment(dataSource, async (moment) => {
    const opening = from === undefined ? money(0n) : await sumOf(moment, account, { to: from });
    const within = await sumOf(moment, account, { from, to });
    const turned = after === undefined ? money(0n) : await sumOf(moment, account, { from, upTo: after });
    const transfers = await listTransfers(moment, { ...filter, kind: undefined, of: undefined });
    return {
      opening,
      closing: addMoney(opening, within),
      lines: statementLines(account, addMoney(opening, turned), transfers),
    };
  });
}

interface Span {
  readonly from?: Instant | undefined;
  /** Not included. */
  readonly to?: Instant | undefined;
  /** Included. */
  readonly upTo?: TransferPlace;
}

/** What the transfers of a span give to an account, less what they take. */
async function sumOf(moment: Questions, account: string, { from, to, upTo }: Span): Promise<Money> {
  const values: unknown[] = [account];
  const given = (value: unknown): string => `$${values.push(value)}`;
  const time = (at: Instant): string => `to_timestamp(${given(at)}::float8 / 1000)`;
  const conditions = [
    ...(from === undefined ? [] : [`at >= ${time(from)}`]),
    ...(to === undefined ? [] : [`at < ${time(to)}`]),
    ...(upTo === undefined
      ? []
      : [`(at, "of", part) <= (${time(upTo.at)}, ${given(upTo.of)}::uuid, ${given(upTo.part)}::text COLLATE "C")`]),
  ];
  const [debits, credits] = sidesOf(account, '$1').map(
    (side) => `SELECT coalesce(sum(amount), 0) FROM transfer WHERE ${[...side, ...conditions].join(' AND ')}`,
  );
  const [row] = await moment.query<{ sum: string }[]>(`SELECT (${credits}) - (${debits}) AS sum`, values);
  return money(BigInt(row?.sum ?? 0));
}
