import type { Transaction } from '#libs/messaging';
import type { Hold } from '../hold/hold.js';
import { type HoldRow, holdColumns, holdOf } from './hold.row.js';

/** Locks holds in the order of their ids and reads them. */
export async function lockHolds(tx: Transaction, ids: readonly string[]): Promise<Hold[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query<HoldRow>(
    'lock holds',
    `SELECT ${holdColumns} FROM hold WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
    [ids],
  );
  return rows.map(holdOf);
}

export async function insertHolds(tx: Transaction, holds: readonly Hold[]): Promise<void> {
  if (holds.length === 0) return;
  const funds = holds.map((hold) => ('seller' in hold ? hold : undefined));
  await tx.query(
    'insert holds',
    `INSERT INTO hold (id, state, because, seller, buyer, energy_wh, price_cents_per_mwh, held_of_seller, held_of_buyer,
                       fee, since)
     SELECT id, state, because::json, seller, buyer, energy_wh, price, of_seller, of_buyer, fee, to_timestamp(ms / 1000)
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int8[], $7::int4[], $8::int8[],
                   $9::int8[], $10::int8[], $11::float8[])
         AS new (id, state, because, seller, buyer, energy_wh, price, of_seller, of_buyer, fee, ms)`,
    [
      holds.map(({ id }) => id),
      holds.map(({ state }) => state),
      holds.map((hold) => (hold.state === 'refused' ? JSON.stringify(hold.because) : null)),
      funds.map((hold) => hold?.seller),
      funds.map((hold) => hold?.buyer),
      funds.map((hold) => hold?.energyWh),
      funds.map((hold) => hold?.priceCentsPerMWh),
      funds.map((hold) => hold?.heldOfSeller),
      funds.map((hold) => hold?.heldOfBuyer),
      funds.map((hold) => hold?.fee),
      holds.map(({ since }) => since),
    ],
  );
}

/** Of a hold that is there only the state changes: held becomes posted or voided. */
export async function updateHolds(tx: Transaction, holds: readonly Hold[]): Promise<void> {
  if (holds.length === 0) return;
  await tx.query(
    'update holds',
    `UPDATE hold SET state = new.state FROM unnest($1::uuid[], $2::text[]) AS new (id, state) WHERE hold.id = new.id`,
    [holds.map(({ id }) => id), holds.map(({ state }) => state)],
  );
}
