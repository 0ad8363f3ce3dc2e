import type { Transaction } from '#libs/messaging';
import type { Party } from '../party/party.js';
import { storedEic } from './stored-eic.js';

interface PartyRecord {
  readonly eic: string;
  readonly name: string;
  readonly roles: string[];
  readonly sequence: string;
}

/** Locks and reads the parties with these EICs. */
export async function loadParties(tx: Transaction, eics: readonly string[]): Promise<Party[]> {
  if (eics.length === 0) return [];
  const records = await tx.query<PartyRecord>(
    'load-parties',
    `SELECT eic, name, roles, sequence
       FROM party_copy
      WHERE eic = ANY ($1::text[])
      ORDER BY eic
        FOR NO KEY UPDATE`,
    [eics],
  );
  return records.map(({ eic, name, roles, sequence }) => ({
    eic: storedEic(eic),
    name,
    roles,
    sequence: Number(sequence),
  }));
}

// Roles travel as the text of an array: unnest would flatten an array of arrays.
const columnsOf = (parties: readonly Party[]) => [
  parties.map(({ eic }) => eic),
  parties.map(({ name }) => name),
  parties.map(({ roles }) => JSON.stringify(roles)),
  parties.map(({ sequence }) => sequence),
];

/** Writes parties that are new here. */
export async function insertParties(tx: Transaction, parties: readonly Party[]): Promise<void> {
  if (parties.length === 0) return;
  await tx.query(
    'insert-parties',
    `INSERT INTO party_copy (eic, name, roles, sequence)
     SELECT eic, name, ARRAY (SELECT jsonb_array_elements_text(roles)), sequence
       FROM unnest($1::text[], $2::text[], $3::jsonb[], $4::int8[]) AS new (eic, name, roles, sequence)`,
    columnsOf(parties),
  );
}

/** Writes parties that have changed. */
export async function updateParties(tx: Transaction, parties: readonly Party[]): Promise<void> {
  if (parties.length === 0) return;
  await tx.query(
    'update-parties',
    `UPDATE party_copy
        SET name = new.name, roles = ARRAY (SELECT jsonb_array_elements_text(new.roles)), sequence = new.sequence
       FROM unnest($1::text[], $2::text[], $3::jsonb[], $4::int8[]) AS new (eic, name, roles, sequence)
      WHERE party_copy.eic = new.eic`,
    columnsOf(parties),
  );
}
