import type { Pool } from 'pg';
import type { Transaction } from './work.js';

/** Parcels are remembered for so many days: longer than any topic keeps them. Older ones are parked, not handled. */
export const inboxDays = 9;

const dayMs = 86_400_000;

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** What the inbox needs to know of a parcel: its id (a UUID) and its own time (RFC 3339). */
export interface Arrived {
  readonly id: string;
  readonly at: string;
}

/** The second guard against handling a parcel twice; the first is that participants are idempotent by their own rows. */
export class Inbox {
  constructor(private readonly consumer: string) {}

  /** Notes the parcels in the caller's transaction and says which of them were not there before. */
  async take(tx: Transaction, parcels: readonly Arrived[]): Promise<ReadonlySet<string>> {
    const rows = await tx.query<{ parcel: string }>('inbox-take', takeText, [
      parcels.map(({ at }) => dayOf(Date.parse(at))),
      this.consumer,
      parcels.map(({ id }) => id),
    ]);
    return new Set(rows.map(({ parcel }) => parcel));
  }
}

const takeText = `
  INSERT INTO inbox (day, consumer, parcel)
  SELECT day, $2, parcel FROM unnest($1::date[], $3::uuid[]) AS arrived (day, parcel) ORDER BY day, parcel
  ON CONFLICT DO NOTHING RETURNING parcel`;

/** Any number that only this purpose uses. */
const turningLock = 4_132_002;

const partitionNamed = (day: string): string => `inbox_${day.replaceAll('-', '')}`;

/**
 * Makes the days to come and drops those that no topic can still repeat. Where nothing is to do, which is all but once a
 * day, it only reads; several instances at once do it one after the other.
 */
export async function turnInboxDays(pool: Pick<Pool, 'query'>, wall: number): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(daysText);
  const there = new Set(rows.map(({ name }) => name));
  const oldest = partitionNamed(dayOf(wall - inboxDays * dayMs));
  const statements = [...there].filter((name) => name < oldest).map((name) => `DROP TABLE IF EXISTS ${name}`);
  for (let ahead = -inboxDays; ahead <= 2; ahead += 1) {
    const from = dayOf(wall + ahead * dayMs);
    const name = partitionNamed(from);
    if (there.has(name)) continue;
    const to = dayOf(wall + (ahead + 1) * dayMs);
    statements.push(`CREATE TABLE IF NOT EXISTS ${name} PARTITION OF inbox FOR VALUES FROM ('${from}') TO ('${to}')`);
  }
  if (statements.length === 0) return;
  // Sent as one text without parameters, and so one transaction, which holds the lock until its end.
  await pool.query([`SELECT pg_advisory_xact_lock(${turningLock})`, ...statements].join('; '));
}

const daysText = `SELECT relname AS name FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
  WHERE inhparent = 'inbox'::regclass`;
