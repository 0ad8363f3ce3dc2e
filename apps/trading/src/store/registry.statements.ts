import type { Eic } from '#libs/market';
import type { Rows, Transaction } from '#libs/messaging';
import { wattHours } from '#libs/units';
import type { Area } from '../area/area.js';
import type { Party, PartyRole } from '../party/party.js';

export async function loadParties(tx: Transaction, keys: readonly string[]): Promise<Party[]> {
  if (keys.length === 0) return [];
  return tx.query<{ eic: Eic; name: string; roles: PartyRole[]; sequence: number }>(
    'party-load',
    'SELECT eic, name, roles, sequence FROM party WHERE eic = ANY ($1::text[])',
    [keys],
  );
}

export async function saveParties(tx: Transaction, parties: Rows<Party>): Promise<void> {
  const inserted = parties.inserted();
  if (inserted.length === 0) return;
  await tx.query(
    'party-insert',
    `INSERT INTO party (eic, name, roles, sequence)
     SELECT eic, name, ARRAY(SELECT json_array_elements_text(roles)), sequence
     FROM unnest($1::text[], $2::text[], $3::json[], $4::int[]) AS new (eic, name, roles, sequence)`,
    [
      inserted.map(({ eic }) => eic),
      inserted.map(({ name }) => name),
      inserted.map(({ roles }) => JSON.stringify(roles)),
      inserted.map(({ sequence }) => sequence),
    ],
  );
}

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
