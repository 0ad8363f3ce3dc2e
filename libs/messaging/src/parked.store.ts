import { insertAudits } from './audit.js';
import { type ParkedColumns, parkedColumns, parkedRow } from './parked-messages.js';
import type { ParkedRow } from './parked-message.js';
import { Rows } from './rows.js';
import type { SentAgain } from './send-again.js';
import type { ParkedRows } from './settle-parked.work.js';
import type { Store, Transaction } from './work.js';

/** Loads parked messages, and saves what was decided on them with its audit and what is sent again. */
export const parkedStore: Store<'parked', ParkedRows> = {
  async load(tx, { parked }) {
    const rows = await tx.query<ParkedColumns>('parked-lock', lockText, [parked]);
    return {
      parked: new Rows(({ id }) => id, rows.map(parkedRow)),
      audits: new Rows(({ id }) => id),
      again: new Rows(({ id }) => id),
    };
  },
  async save(tx, { parked, audits, again }) {
    await Promise.all([
      settle(tx, parked.updated()),
      insertAudits(tx, audits.inserted()),
      appendAgain(tx, again.inserted()),
    ]);
  },
};

async function settle(tx: Transaction, rows: readonly ParkedRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query('parked-settle', settleText, [
    rows.map(({ id }) => id),
    rows.map(({ state }) => state),
    rows.map(({ settledAt }) => settledAt?.toISOString() ?? null),
    rows.map(({ settledBy }) => settledBy),
    rows.map(({ settledWhy }) => settledWhy),
    rows.map(({ settledIn }) => settledIn),
    rows.map(({ version }) => version),
  ]);
}

async function appendAgain(tx: Transaction, rows: readonly SentAgain[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query('outbox-append-again', appendText, [
    rows.map(({ topic }) => topic),
    rows.map(({ partition }) => partition),
    rows.map(({ open }) => open),
    rows.map(({ body }) => body),
  ]);
}

const lockText = `SELECT ${parkedColumns} FROM parked WHERE id = ANY ($1::bigint[]) ORDER BY id FOR NO KEY UPDATE`;

const settleText = `
  UPDATE parked SET state = new.state, settled_at = new.at, settled_by = new.by, settled_why = new.why,
                    settled_in = new.audit, version = new.version
  FROM unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::uuid[], $7::int[])
    AS new (id, state, at, by, why, audit, version)
  WHERE parked.id = new.id`;

const appendText = `
  INSERT INTO outbox (topic, partition, open, body)
  SELECT * FROM unnest($1::text[], $2::int[], $3::bool[], $4::text[])`;
