import { type Eic, instant } from '#libs/market';
import type { Rows, Transaction } from '#libs/messaging';
import { wattHours } from '#libs/units';
import type { Area } from '../area/area.js';
import type { Party, PartyRole } from '../party/party.js';

export async function loadParties(tx: Transaction, keys: readonly string[]): Promise<Party[]> {
  if (keys.length === 0) return [];
  const rows = await tx.query<StoredParty>('party-load', loadPartiesText, [keys]);
  return rows.map(({ eic, name, roles, sequence, suspended_why: why, suspended_ms: since }) => ({
    ...{ eic, name, roles, sequence },
    suspended: why === null || since === null ? null : { why, since: instant(Math.round(since)) },
  }));
}

interface StoredParty {
  readonly eic: Eic;
  readonly name: string;
  readonly roles: PartyRole[];
  readonly sequence: number;
  readonly suspended_why: string | null;
  readonly suspended_ms: number | null;
}

const loadPartiesText = `
  SELECT eic, name, roles, sequence, suspended_why, date_part('epoch', suspended_since) * 1000 AS suspended_ms
  FROM party WHERE eic = ANY ($1::text[])`;

/** Writes new parties, and the suspensions of others; both are sent before either is awaited. */
export async function saveParties(tx: Transaction, parties: Rows<Party>): Promise<void> {
  await Promise.all([insertParties(tx, parties.inserted()), updateParties(tx, parties)]);
}

async function insertParties(tx: Transaction, inserted: readonly Party[]): Promise<void> {
  if (inserted.length === 0) return;
  await tx.query(
    'party-insert',
    `INSERT INTO party (eic, name, roles, sequence, suspended_why, suspended_since)
     SELECT eic, name, ARRAY(SELECT json_array_elements_text(roles)), sequence, why, to_timestamp(since_ms / 1000)
     FROM unnest($1::text[], $2::text[], $3::json[], $4::int[], $5::text[], $6::float8[])
       AS new (eic, name, roles, sequence, why, since_ms)`,
    [
      inserted.map(({ eic }) => eic),
      inserted.map(({ name }) => name),
      inserted.map(({ roles }) => JSON.stringify(roles)),
      inserted.map(({ sequence }) => sequence),
      ...suspensionColumns(inserted),
    ],
  );
}

const suspensionColumns = (parties: readonly Party[]): unknown[] => [
  parties.map(({ suspended }) => suspended?.why ?? null),
  parties.map(({ suspended }) => suspended?.since ?? null),
];

async function updateParties(tx: Transaction, parties: Rows<Party>): Promise<void> {
  const updated = parties.updated();
  if (updated.length === 0) return;
  await tx.query('party-update', updatePartiesText, [
    updated.map(({ eic }) => eic),
    ...suspensionColumns(updated),
    updated.map(({ sequence }) => sequence),
    updated.map(({ eic }) => parties.before(eic)?.sequence),
    updated.length,
  ]);
}

/** Parties are read without a lock: one that changed meanwhile makes the whole batch fail, to be tried again. */
const updatePartiesText = `
  WITH changed AS (
    UPDATE party
    SET suspended_why = new.why, suspended_since = to_timestamp(new.since_ms / 1000), sequence = new.sequence
    FROM unnest($1::text[], $2::text[], $3::float8[], $4::int[], $5::int[]) AS new (eic, why, since_ms, sequence, seen)
    WHERE party.eic = new.eic AND party.sequence = new.seen
    RETURNING 1)
  SELECT expect_parties(count(*), $6) FROM changed`;

export async function loadAreas(tx: Transaction, keys: readonly string[]): Promise<Area[]> {
  if (keys.length === 0) return [];
  const rows = await tx.query<{ eic: Eic; name: string; time_zone: string; lot_wh: string; gate_lead_minutes: number }>(
    'area-load',
    'SELECT eic, name, time_zone, lot_wh, gate_lead_minutes FROM area WHERE eic = ANY ($1::text[])',
    [keys],
  );
  return rows.map(({ eic, name, time_zone: timeZone, lot_wh: lotWh, gate_lead_minutes: gateLeadMinutes }) => ({
    ...{ eic, name, timeZone, gateLeadMinutes },
    lotWh: wattHours(Number(lotWh)),
  }));
}

export async function saveAreas(tx: Transaction, areas: Rows<Area>): Promise<void> {
  const inserted = areas.inserted();
  if (inserted.length === 0) return;
  await tx.query(
    'area-insert',
    `INSERT INTO area (eic, name, time_zone, lot_wh, gate_lead_minutes)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::int[])`,
    [
      inserted.map(({ eic }) => eic),
      inserted.map(({ name }) => name),
      inserted.map(({ timeZone }) => timeZone),
      inserted.map(({ lotWh }) => lotWh),
      inserted.map(({ gateLeadMinutes }) => gateLeadMinutes),
    ],
  );
}
