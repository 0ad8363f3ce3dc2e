import type { Transaction } from '#libs/messaging';
import type { Transfer } from '../ledger/transfer.js';
import { type TransferRow, transferOf } from './transfer.row.js';

/** Reads transfers by `transferKey`. They are never changed, so there is nothing to lock. */
export async function readTransfers(tx: Transaction, keys: readonly string[]): Promise<Transfer[]> {
  if (keys.length === 0) return [];
  const ids = keys.map((key) => key.split('/'));
  const rows = await tx.query<TransferRow>(
    'read transfers',
    `SELECT "of", part, debit, credit, amount, kind, reason, at
       FROM transfer JOIN unnest($1::uuid[], $2::text[]) AS asked ("of", part) USING ("of", part)`,
    [ids.map(([of]) => of), ids.map(([, part]) => part)],
  );
  return rows.map(transferOf);
}

/** All transfers of a batch in one statement: four for every trade that is posted. */
export async function insertTransfers(tx: Transaction, transfers: readonly Transfer[]): Promise<void> {
  if (transfers.length === 0) return;
  await tx.query(
    'insert transfers',
    `INSERT INTO transfer ("of", part, debit, credit, amount, kind, reason, at)
     SELECT "of", part, debit, credit, amount, kind, reason, to_timestamp(ms / 1000)
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int8[], $6::text[], $7::text[], $8::float8[])
         AS new ("of", part, debit, credit, amount, kind, reason, ms)`,
    [
      transfers.map(({ of }) => of),
      transfers.map(({ part }) => part),
      transfers.map(({ debit }) => debit),
      transfers.map(({ credit }) => credit),
      transfers.map(({ amount }) => amount),
      transfers.map(({ kind }) => kind),
      transfers.map(({ reason }) => reason),
      transfers.map(({ at }) => at),
    ],
  );
}
