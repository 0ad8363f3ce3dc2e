import type { Transaction } from '#libs/messaging';
import type { Side } from '../meter-point/side.js';
import { type SideRow, sideOf } from './side.row.js';

/** Locks and reads the sides with these keys, and with them the right to change their positions. */
export async function loadSides(tx: Transaction, keys: readonly string[]): Promise<Side[]> {
  if (keys.length === 0) return [];
  const rows = await tx.query<SideRow>(
    'load-sides',
    `SELECT key, kind, party, area, balance_group AS "balanceGroup", injection_w AS "injectionW",
            consumption_w AS "consumptionW", fuse_a AS "fuseA", sequence
       FROM side
      WHERE key = ANY ($1::text[])
      ORDER BY key
        FOR NO KEY UPDATE`,
    [keys],
  );
  return rows.map(sideOf);
}

/** Writes sides that are new. Two batches that register the same one collide here, and the second looks again. */
export async function insertSides(tx: Transaction, sides: readonly Side[]): Promise<void> {
  if (sides.length === 0) return;
  await tx.query(
    'insert-sides',
    `INSERT INTO side (key, kind, party, area, balance_group, injection_w, consumption_w, fuse_a, sequence)
     SELECT *
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int8[], $7::int8[], $8::int4[],
                   $9::int8[])`,
    [
      sides.map(({ key }) => key),
      sides.map(({ kind }) => kind),
      sides.map(({ party }) => party),
      sides.map(({ area }) => area),
      sides.map(({ balanceGroup }) => balanceGroup),
      sides.map(({ injectionW }) => injectionW),
      sides.map(({ consumptionW }) => consumptionW),
      sides.map((side) => (side.kind === 'meter point' ? side.fuseA : null)),
      sides.map(({ sequence }) => sequence),
    ],
  );
}

/** Writes what may change of a side: its two limits. */
export async function updateSides(tx: Transaction, sides: readonly Side[]): Promise<void> {
  if (sides.length === 0) return;
  await tx.query(
    'update-sides',
    `UPDATE side
        SET injection_w = new.injection_w, consumption_w = new.consumption_w, sequence = new.sequence
       FROM unnest($1::text[], $2::int8[], $3::int8[], $4::int8[]) AS new (key, injection_w, consumption_w, sequence)
      WHERE side.key = new.key`,
    [
      sides.map(({ key }) => key),
      sides.map(({ injectionW }) => injectionW),
      sides.map(({ consumptionW }) => consumptionW),
      sides.map(({ sequence }) => sequence),
    ],
  );
}
