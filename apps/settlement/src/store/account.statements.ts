import type { Transaction } from '#libs/messaging';
import { lockedOutsideDoubt } from '#libs/two-phase-branch';
import type { Account } from '../account/account.js';
import { accountColumns, type AccountRow, accountOf } from './account.row.js';

/** Accounts that were locked, and those that an open branch has in doubt instead, each with the branch's gid. */
export interface LockedAccounts {
  readonly accounts: readonly Account[];
  readonly inDoubt: ReadonlyMap<string, string>;
}

/** Locks accounts in the order of their ids and reads them, all but those in doubt. */
export async function lockAccountsOutsideDoubt(tx: Transaction, ids: readonly string[]): Promise<LockedAccounts> {
  const locked = { name: 'lock accounts outside doubt', columns: accountColumns, table: 'account', key: 'id' };
  const { rows, inDoubt } = await lockedOutsideDoubt<AccountRow>(tx, locked, ids);
  return { accounts: rows.map(accountOf), inDoubt };
}

/** Locks accounts in the order of their ids and reads them, whatever waits for it: what a branch does with its own. */
export async function lockAccounts(tx: Transaction, ids: readonly string[]): Promise<LockedAccounts> {
  const inDoubt = new Map<string, string>();
  if (ids.length === 0) return { accounts: [], inDoubt };
  const rows = await tx.query<AccountRow>(
    'lock accounts',
    `SELECT ${accountColumns} FROM account WHERE id = ANY ($1::text[]) ORDER BY id FOR NO KEY UPDATE`,
    [ids],
  );
  return { accounts: rows.map(accountOf), inDoubt };
}

/** An account is opened with nothing on it and no credit; whatever comes later is an update. */
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

/** What trades and payments change. */
export async function updateTotals(tx: Transaction, accounts: readonly Account[]): Promise<void> {
  if (accounts.length === 0) return;
  await tx.query(
    'update totals',
    `UPDATE account SET posted = new.posted, held = new.held
       FROM unnest($1::text[], $2::numeric[], $3::numeric[]) AS new (id, posted, held) WHERE account.id = new.id`,
    [accounts.map(({ id }) => id), accounts.map(({ posted }) => posted), accounts.map(({ held }) => held)],
  );
}

/** What operators change, each time under another sequence. */
export async function updateTerms(tx: Transaction, accounts: readonly Account[]): Promise<void> {
  if (accounts.length === 0) return;
  await tx.query(
    'update terms',
    `UPDATE account
        SET credit_limit = new.credit_limit, frozen = new.frozen, frozen_because = new.frozen_because,
            overdrawn_by_limit = new.overdrawn_by_limit, sequence = new.sequence
       FROM unnest($1::text[], $2::numeric[], $3::bool[], $4::text[], $5::numeric[], $6::int4[])
         AS new (id, credit_limit, frozen, frozen_because, overdrawn_by_limit, sequence)
      WHERE account.id = new.id`,
    [
      accounts.map(({ id }) => id),
      accounts.map(({ creditLimit }) => creditLimit),
      accounts.map(({ frozen }) => frozen),
      accounts.map(({ frozenBecause }) => frozenBecause),
      accounts.map(({ overdrawnByLimit }) => overdrawnByLimit),
      accounts.map(({ sequence }) => sequence),
    ],
  );
}
