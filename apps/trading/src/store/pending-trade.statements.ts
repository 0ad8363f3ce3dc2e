import type { Rows, Transaction } from '#libs/messaging';
import type { PendingTrade } from '../two-phase/pending-trade.js';

interface StoredPending {
  readonly trade: string;
  readonly keys: readonly string[];
  readonly since_ms: number;
  readonly waits_for: string | null;
}

/**
 * Of these trades those that still wait, the oldest first; what somebody else has locked is left to him. One gathering at
 * a time: two would not see each other's global transactions, and could gather trades that share a key apart.
 */
export async function loadPending(tx: Transaction, trades: readonly string[]): Promise<PendingTrade[]> {
  if (trades.length === 0) return [];
  const [, rows] = await Promise.all([
    tx.query('gathering-lock', lockText),
    tx.query<StoredPending>('pending-trade-load', loadText, [trades]),
  ]);
  return rows.map(({ trade, keys, since_ms, waits_for }) => ({
    ...{ trade, keys, since: Math.round(since_ms), waitsFor: waits_for },
  }));
}

const lockText = `SELECT pg_advisory_xact_lock(hashtext('gathering of two-phase trades'))`;

const loadText = `
  SELECT trade, keys, date_part('epoch', since) * 1000 AS since_ms, waits_for FROM two_phase_pending
  WHERE trade = ANY ($1::uuid[]) ORDER BY since, trade FOR UPDATE SKIP LOCKED`;

/** Writes who waits from now on, what each waits for, and takes out those that wait no longer. */
export async function savePending(tx: Transaction, pending: Rows<PendingTrade>): Promise<void> {
  const [inserted, updated] = [pending.inserted(), pending.updated()];
  await Promise.all([
    insert(tx, inserted),
    setWaiting(
      tx,
      updated.filter(({ over }) => !over),
    ),
    takeOut(
      tx,
      updated.filter(({ over }) => over),
    ),
  ]);
}

async function insert(tx: Transaction, inserted: readonly PendingTrade[]): Promise<void> {
  if (inserted.length === 0) return;
  await tx.query('pending-trade-insert', insertText, [
    inserted.map(({ trade }) => trade),
    inserted.map(({ keys }) => JSON.stringify(keys)),
    inserted.map(({ since }) => since),
  ]);
}

const insertText = `
  INSERT INTO two_phase_pending (trade, keys, since)
  SELECT trade, ARRAY(SELECT json_array_elements_text(keys)), to_timestamp(since_ms / 1000)
  FROM unnest($1::uuid[], $2::json[], $3::float8[]) AS new (trade, keys, since_ms)`;

async function setWaiting(tx: Transaction, waiting: readonly PendingTrade[]): Promise<void> {
  if (waiting.length === 0) return;
  await tx.query('pending-trade-wait', setWaitingText, [
    waiting.map(({ trade }) => trade),
    waiting.map(({ waitsFor }) => waitsFor),
  ]);
}

const setWaitingText = `
  UPDATE two_phase_pending SET waits_for = new.chain
  FROM unnest($1::uuid[], $2::text[]) AS new (trade, chain) WHERE two_phase_pending.trade = new.trade`;

async function takeOut(tx: Transaction, over: readonly PendingTrade[]): Promise<void> {
  if (over.length === 0) return;
  await tx.query('pending-trade-take-out', 'DELETE FROM two_phase_pending WHERE trade = ANY ($1::uuid[])', [
    over.map(({ trade }) => trade),
  ]);
}

/** Those that waited for these chains are looked at again. */
export async function releaseWaiting(tx: Transaction, chains: readonly string[]): Promise<void> {
  if (chains.length === 0) return;
  await tx.query('pending-trade-release', releaseText, [chains]);
}

// In the order in which a gathering locks them.
const releaseText = `
  WITH waiting AS (
    SELECT trade FROM two_phase_pending WHERE waits_for = ANY ($1) ORDER BY since, trade FOR UPDATE)
  UPDATE two_phase_pending SET waits_for = NULL FROM waiting WHERE two_phase_pending.trade = waiting.trade`;
