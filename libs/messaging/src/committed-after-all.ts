import type { Pool } from 'pg';
import { backOffMs, sleep } from './retriable.js';

const patienceMs = 4_000;

/**
 * Whether a transaction whose COMMIT was sent and never answered has been committed: PostgreSQL keeps what has become of
 * each. Asked on another connection until it is there and the server has noticed the end of the first.
 *
 * @returns undefined where the server cannot be asked within four seconds
 */
export async function committedAfterAll(pool: Pick<Pool, 'connect'>, xid: string): Promise<boolean | undefined> {
  const untilMs = performance.now() + patienceMs;
  for (let attempt = 1; performance.now() < untilMs; attempt += 1) {
    const status = await statusOf(pool, xid).catch(() => 'in progress');
    if (status !== 'in progress') return status === 'committed';
    await sleep(backOffMs(attempt));
  }
  return undefined;
}

async function statusOf(pool: Pick<Pool, 'connect'>, xid: string): Promise<string | null> {
  const client = await pool.connect();
  const heard = (): undefined => undefined;
  client.on('error', heard);
  let failure: Error | undefined;
  try {
    const { rows } = await client.query<{ status: string | null }>({ name: 'became', text: statusText, values: [xid] });
    // It answers nothing of a transaction that is older than what it keeps.
    return rows[0]?.status ?? null;
  } catch (error) {
    failure = error as Error;
    throw error;
  } finally {
    client.off('error', heard);
    client.release(failure);
  }
}

const statusText = 'SELECT pg_xact_status($1::xid8) AS status';
