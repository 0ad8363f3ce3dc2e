import { type Money, money } from '#libs/units';
import type { DataSource } from 'typeorm';
import type { Account } from '../account/account.js';
import { AccountRow, accountColumns, accountOf } from './account.row.js';
import { unsettledProceeds } from './proceeds.statements.js';

/** An account as people see it. */
export interface AccountWithProceeds {
  readonly account: Account;
  /** What its trades have brought in whose periods are still to be settled. */
  readonly unsettled: Money;
}

/** One account; the total of a platform account is folded from its transfers, here and now. */
export async function findAccount(dataSource: DataSource, id: string): Promise<AccountWithProceeds | undefined> {
  const [found] = await read(dataSource, 'id = $1', [id]);
  return found;
}

/** Whether there is such an account, without folding what it has. */
export const isAccount = (dataSource: DataSource, id: string): Promise<boolean> =>
  dataSource.getRepository(AccountRow).existsBy({ id });

/** Accounts in the order of their ids, from the one after `after`. */
export const listAccounts = (dataSource: DataSource, after: string, limit: number): Promise<AccountWithProceeds[]> =>
  read(dataSource, 'id > $1 ORDER BY id LIMIT $2', [after, limit]);

async function read(dataSource: DataSource, where: string, values: unknown[]): Promise<AccountWithProceeds[]> {
  const rows = await dataSource.query<(AccountRow & { unsettled: string })[]>(
    `SELECT ${accountColumns.replace('posted,', `${foldedTotal} AS posted,`)},
            CASE kind WHEN 'party' THEN ${unsettledProceeds('account.id')} ELSE 0 END AS unsettled
       FROM account WHERE ${where}`,
    values,
  );
  return rows.map((row) => ({ account: accountOf(row), unsettled: money(BigInt(row.unsettled)) }));
}

const foldedTotal = `
  CASE kind WHEN 'party' THEN posted
    ELSE (SELECT coalesce(sum(CASE credit WHEN account.id THEN amount ELSE -amount END), 0)
            FROM transfer WHERE account.id IN (credit, debit)) END`;
