import type { Client } from 'pg';

/** When a saga ended, by its own progress: milliseconds of the database's clock, read with the batch that ended it. */
const endedMs = `(progress->'ended'->>'at')::float8`;

export interface EndedIn {
  readonly done: number;
  readonly undone: number;
}

/** How many sagas ended in each of `count` windows of `windowMs` from `fromMs` on. */
export async function endedPerWindow(
  client: Client,
  { fromMs, windowMs, count }: { fromMs: number; windowMs: number; count: number },
): Promise<EndedIn[]> {
  const { rows } = await client.query<{ at: number; phase: string; sagas: number }>(
    `SELECT floor((${endedMs} - $1) / $2)::int AS at, phase, count(*)::int AS sagas
       FROM saga WHERE NOT open AND ${endedMs} >= $1 AND ${endedMs} < $1 + $2 * $3
      GROUP BY 1, 2`,
    [fromMs, windowMs, count],
  );
  const of = (window: number, phase: string): number =>
    rows.find((row) => row.at === window && row.phase === phase)?.sagas ?? 0;
  return Array.from({ length: count }, (_, window) => ({ done: of(window, 'done'), undone: of(window, 'undone') }));
}

/** Every trade of a phase's bodies, with the instant at which its saga ended; null while it is open. */
export async function endsOfPhase(client: Client, phase: string): Promise<{ key: string; endedMs: number | null }[]> {
  const { rows } = await client.query<{ key: string; ended_ms: number | null }>(
    `SELECT key, ${endedMs} AS ended_ms
       FROM submission CROSS JOIN json_array_elements(results) AS result JOIN saga ON saga.id = (result->>'tradeId')::uuid
      WHERE key LIKE $1 || '-%'`,
    [phase],
  );
  return rows.map((row) => ({ key: row.key, endedMs: row.ended_ms }));
}

/** The hundredths of a second in which any saga ended, from `fromMs` on, in order. */
export async function endingMoments(client: Client, fromMs: number): Promise<number[]> {
  const { rows } = await client.query<{ at: number }>(
    `SELECT DISTINCT floor(${endedMs} / 10) * 10 AS at FROM saga WHERE NOT open AND ${endedMs} >= $1 ORDER BY 1`,
    [fromMs],
  );
  return rows.map(({ at }) => at);
}
