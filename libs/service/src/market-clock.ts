import type { DataSource } from 'typeorm';
import { marketTimeAt, parseMarketClock } from './market-clock-setting.js';

/** One row, written at the first start; until then the market clock is the wall clock. */
export const marketClockMigrationSql = `
CREATE TABLE market_clock (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  setting text NOT NULL,
  anchor_market timestamptz NOT NULL,
  anchor_wall timestamptz NOT NULL,
  speed double precision NOT NULL CHECK (speed >= 0)
)`;

/**
 * Both clocks by the database's time, in whole milliseconds as float8, so that the driver hands out numbers.
 * `clock_timestamp()` is read once: two reads would differ.
 */
export const nowStatement = {
  name: 'now',
  text: `SELECT w.wall, coalesce(floor(c.market_ms + (w.wall - c.wall_ms) * c.speed), w.wall) AS market
FROM (SELECT floor(extract(epoch FROM clock_timestamp())::float8 * 1000) AS wall) w
LEFT JOIN (
  SELECT round(extract(epoch FROM anchor_market)::float8 * 1000) AS market_ms,
         round(extract(epoch FROM anchor_wall)::float8 * 1000) AS wall_ms, speed
  FROM market_clock
) c ON true`,
} as const;

/** A data source, or the manager of a transaction. */
type Queries = Pick<DataSource, 'query'>;

const now = async (database: Queries): Promise<{ wall: number; market: number }> => {
  const [row] = await database.query<{ wall: number; market: number }[]>(nowStatement.text);
  if (row === undefined) throw new Error('the database does not tell the time');
  return row;
};

/** Both clocks in milliseconds since 1970-01-01T00:00Z, and the market clock's speed (1 when it is the wall clock). */
export async function readMarketClock(dataSource: Queries): Promise<{ wall: number; market: number; speed: number }> {
  const [instants, [stored]] = await Promise.all([
    now(dataSource),
    dataSource.query<{ speed: number }[]>('SELECT speed FROM market_clock'),
  ]);
  return { ...instants, speed: stored?.speed ?? 1 };
}

export type EnsuredClock = { readonly ok: true } | { readonly ok: false; readonly because: string };

const rfc3339 = (ms: number): string => new Date(ms).toISOString();

/**
 * Takes MARKET_CLOCK over at the start. A stored clock goes on, with no setting or with the one it was set by; another
 * setting replaces it unless that would set the market back, since what was closed may not open again. With neither a
 * stored clock nor a setting the market goes by the wall clock, and that is stored too.
 */
export async function ensureMarketClock(dataSource: DataSource, setting: string | undefined): Promise<EnsuredClock> {
  const parsed = parseMarketClock(setting ?? 'wall');
  if (!parsed.ok) return { ok: false, because: `MARKET_CLOCK is "${setting}": ${parsed.because}.` };
  return dataSource.transaction(async (tx): Promise<EnsuredClock> => {
    // Several instances start at once: the second one finds what the first one set.
    await tx.query('LOCK TABLE market_clock IN EXCLUSIVE MODE');
    const [stored] = await tx.query<{ setting: string }[]>('SELECT setting FROM market_clock');
    if (stored !== undefined && (setting === undefined || stored.setting === setting)) return { ok: true };
    const { wall, market } = await now(tx);
    const asked = parsed.clock === 'wall' ? { anchorMarketMs: wall, anchorWallMs: wall, speed: 1 } : parsed.clock;
    const clock = { ...asked, anchorWallMs: asked.anchorWallMs ?? wall };
    const wouldShow = marketTimeAt(clock, wall);
    if (stored !== undefined && wouldShow < market) {
      const because = `MARKET_CLOCK would set the market back from ${rfc3339(market)} to ${rfc3339(wouldShow)}.`;
      return { ok: false, because };
    }
    await tx.query('DELETE FROM market_clock');
    await tx.query(
      `INSERT INTO market_clock (setting, anchor_market, anchor_wall, speed)
       VALUES ($1, to_timestamp($2::float8 / 1000), to_timestamp($3::float8 / 1000), $4)`,
      [setting ?? 'wall', clock.anchorMarketMs, clock.anchorWallMs, clock.speed],
    );
    return { ok: true };
  });
}
