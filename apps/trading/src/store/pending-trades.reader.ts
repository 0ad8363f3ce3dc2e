export type Query = <Row>(text: string, values: unknown[]) => Promise<Row[]>;

/** Trades that may be gathered, the oldest first. */
export async function readPendingTrades(query: Query, most: number): Promise<string[]> {
  const rows = await query<{ trade: string }>(pendingText, [most]);
  return rows.map(({ trade }) => trade);
}

const pendingText = 'SELECT trade FROM two_phase_pending WHERE waits_for IS NULL ORDER BY since, trade LIMIT $1';

/** Trades that have waited for too long, whatever they wait for. */
export async function readOverdueTrades(query: Query, most: number, mostWaitMs: number): Promise<string[]> {
  const rows = await query<{ trade: string }>(overdueText, [most, mostWaitMs]);
  return rows.map(({ trade }) => trade);
}

const overdueText = `
  SELECT trade FROM two_phase_pending WHERE since < clock_timestamp() - make_interval(secs => $2::float8 / 1000)
  ORDER BY since, trade LIMIT $1`;

/** Lets those be looked at again that wait for a chain that had ended when they began to wait. */
export async function releaseOfEnded(query: Query): Promise<void> {
  await query(releaseText, []);
}

const releaseText = `
  WITH waiting AS (
    SELECT trade FROM two_phase_pending
    WHERE waits_for IS NOT NULL
      AND NOT EXISTS (SELECT FROM global_transaction WHERE open AND chain = two_phase_pending.waits_for)
    ORDER BY since, trade FOR UPDATE SKIP LOCKED)
  UPDATE two_phase_pending SET waits_for = NULL FROM waiting WHERE two_phase_pending.trade = waiting.trade`;
