import type { Pool } from 'pg';

/**
 * The database's wall clock, asked now and then and measured on from there: a machine whose own clock is wrong, or jumps,
 * must not think that every parcel is old, or that days of the inbox are over.
 */
export class DatabaseWall {
  #aheadMs: number | undefined;

  constructor(private readonly pool: Pick<Pool, 'query'>) {}

  /** Asks the database; milliseconds since 1970. */
  async ask(): Promise<number> {
    const askedAt = performance.now();
    const { rows } = await this.pool.query<{ wall: number }>(wallText);
    const wall = rows[0]?.wall;
    if (wall === undefined) throw new Error('the database did not say what time it is');
    // As if it had looked at its clock when the question was sent: behind by the time of one answer at most.
    this.#aheadMs = wall - askedAt;
    return wall;
  }

  /** What it says by now. Throws where it was never asked. */
  now(): number {
    if (this.#aheadMs === undefined) throw new Error('the database was not asked yet what time it is');
    return this.#aheadMs + performance.now();
  }

  /** The same; asks where it was never asked. */
  async told(): Promise<number> {
    return this.#aheadMs === undefined ? this.ask() : this.now();
  }
}

const wallText = `SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS wall`;
