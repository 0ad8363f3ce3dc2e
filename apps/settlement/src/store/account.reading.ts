import { money } from '#libs/units';
import { type DataSource, MoreThan } from 'typeorm';
import type { Account } from '../account/account.js';
import { AccountRow, accountOf } from './account.row.js';

/** An account as people see it: the totals of platform accounts are folded from their transfers, here and now. */
export async function findAccount(dataSource: DataSource, id: string): Promise<Account | undefined> {
  const row = await dataSource.getRepository(AccountRow).findOneBy({ id });
  return row ? folded(dataSource, accountOf(row)) : undefined;
}

/** Accounts in the order of their ids, from the one after `after`. */
export async function listAccounts(dataSource: DataSource, after: string, limit: number): Promise<Account[]> {
  const rows = await dataSource
    .getRepository(AccountRow)
    .find({ where: { id: MoreThan(after) }, order: { id: 'ASC' }, take: limit });
  return Promise.all(rows.map((row) => folded(dataSource, accountOf(row))));
}

async function folded(dataSource: DataSource, account: Account): Promise<Account> {
  if (account.kind === 'party') return account;
  const [row] = await dataSource.query<{ total: string }[]>(
    `SELECT coalesce(sum(CASE credit WHEN $1 THEN amount ELSE -amount END), 0) AS total
       FROM transfer WHERE credit = $1 OR debit = $1`,
    [account.id],
  );
  return { ...account, posted: money(BigInt(row?.total ?? 0)) };
}
