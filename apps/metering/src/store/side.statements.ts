import type { Transaction } from '#libs/messaging';
import { lockedOutsideDoubt } from '#libs/two-phase-branch';
import type { Side } from '../meter-point/side.js';
import { type SideRow, sideOf } from './side.row.js';

/** Sides that were locked, and those that an open branch has in doubt instead, each with the branch's gid. */
export interface LockedSides {
  readonly sides: readonly Side[];
  readonly inDoubt: ReadonlyMap<string, string>;
}

const columns = `key, kind, party, area, balance_group AS "balanceGroup", injection_w AS "injectionW",
  consumption_w AS "consumptionW", fuse_a AS "fuseA", sequence`;

/**
 * Locks and reads the sides with these keys, and with them the right to change their positions, all but those in doubt.
 */
export async function loadSidesOutsideDoubt(tx: Transaction, keys: readonly string[]): Promise<LockedSides> {
  const locked = { name: 'load-sides-outside-doubt', columns, table: 'side', key: 'key' };
  const { rows, inDoubt } = await lockedOutsideDoubt<SideRow>(tx, locked, keys);
  return { sides: rows.map(sideOf), inDoubt };
}

/** Locks and reads the sides with these keys, whatever waits for it: what a branch does with its own. */
export async function loadSides(tx: Transaction, keys: readonly string[]): Promise<LockedSides> {
  const inDoubt = new Map<string, string>();
  if (keys.length === 0) return { sides: [], inDoubt };
  const rows = await tx.query<SideRow>(
    'load-sides',
    `SELECT ${columns} FROM side WHERE key = ANY ($1::text[]) ORDER BY key FOR NO KEY UPDATE`,
    [keys],
  );
  return { sides: rows.map(sideOf), inDoubt };
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
