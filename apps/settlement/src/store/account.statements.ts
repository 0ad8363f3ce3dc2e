import type { Transaction } from '#libs/messaging';
import type { Account } from '../account/account.js';
import { type AccountRow, accountOf } from './account.row.js';

/** Locks accounts in the order of their ids and reads them. */
export async function lockAccounts(tx: Transaction, ids: readonly string[]): Promise<Account[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query<AccountRow>(
    'lock accounts',
    `SELECT id, kind, posted, held, credit_limit AS "creditLimit", frozen, sequence
       FROM account WHERE id = ANY ($1::text[]) ORDER BY id FOR NO KEY UPDATE`,
    [ids],
  );
  return rows.map(accountOf);
}

export async function insertAccounts(tx: Transaction, accounts: readonly Account[]): Promise<void> {
  if (accounts.length === 0) return;
  await tx.query(
    'insert accounts',
    `INSERT INTO account (id, kind, posted, held, credit_limit, frozen, sequence)
     SELECT * FROM unnest($1::text[], $2::text[], $3::numeric[], $4::numeric[], $5::numeric[], $6::bool[], $7::int4[])`,
    [
      accounts.map(({ id }) => id),
      accounts.map(({ kind }) => kind),
      accounts.map(({ posted }) => posted),
      accounts.map(({ held }) => held),
      accounts.map(({ creditLimit }) => creditLimit),
      accounts.map(({ frozen }) => frozen),
      accounts.map(({ sequence }) => sequence),
    ],
  );
}

/** An account's id and kind never change. */
export async function updateAccounts(tx: Transaction, accounts: readonly Account[]): Promise<void> {
  if (accounts.length === 0) return;
  await tx.query(
    'update accounts',
    `UPDATE account
        SET posted = new.posted, held = new.held, credit_limit = new.credit_limit, frozen = new.frozen,
            sequence = new.sequence
       FROM unnest($1::text[], $2::numeric[], $3::numeric[], $4::numeric[], $5::bool[], $6::int4[])
         AS new (id, posted, held, credit_limit, frozen, sequence)
      WHERE account.id = new.id`,
    [
      accounts.map(({ id }) => id),
      accounts.map(({ posted }) => posted),
      accounts.map(({ held }) => held),
      accounts.map(({ creditLimit }) => creditLimit),
      accounts.map(({ frozen }) => frozen),
      accounts.map(({ sequence }) => sequence),
    ],
  );
}
