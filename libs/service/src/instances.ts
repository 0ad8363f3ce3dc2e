import type { QueriedGauge } from './queried-gauge.js';

/** Who runs the service: one row per instance, by its id, which is stable over restarts. */
export const instanceTable = `
  CREATE TABLE instance (
    id text PRIMARY KEY,
    version text NOT NULL,
    started_at timestamptz NOT NULL,
    beat_at timestamptz NOT NULL
  )`;

/** Five beats of the heartbeat: a pause of the process or of the database is no death. */
const goneAfterS = 10;
/** What was silent for so long was taken away for good, and nobody needs to be told of it any more. */
const forgottenAfterDays = 7;

interface Queries {
  query<Row>(text: string, values?: unknown[]): Promise<Row>;
}

/** An instance as others see it; times are the database's. */
export interface SeenInstance {
  readonly id: string;
  /** Of the program that it runs. */
  readonly version: string;
  readonly startedAt: Date;
  readonly beatAt: Date;
  readonly state: 'alive' | 'gone';
}

/**
 * Notes that an instance is alive, and forgets those that have been silent for long.
 *
 * @param startedAt when it noted so first; undefined for the first time
 * @returns when it noted so first
 */
export async function noteAlive(
  database: Queries,
  { id, version }: Pick<SeenInstance, 'id' | 'version'>,
  startedAt: Date | undefined,
): Promise<Date | undefined> {
  const rows = await database.query<{ startedAt: Date }[]>(aliveText, [id, version, startedAt ?? null]);
  return rows[0]?.startedAt;
}

/** Takes the row of an instance away that is being stopped. */
export async function noteStopped(database: Queries, id: string): Promise<void> {
  await database.query('DELETE FROM instance WHERE id = $1', [id]);
}

/** Every instance that is not forgotten, by id. */
export const listInstances = (database: Queries): Promise<SeenInstance[]> => database.query<SeenInstance[]>(listText);

const aliveText = `
  WITH forgotten AS (
    DELETE FROM instance WHERE beat_at < clock_timestamp() - interval '${forgottenAfterDays} days' AND id <> $1)
  INSERT INTO instance (id, version, started_at, beat_at)
  VALUES ($1, $2, coalesce($3, date_trunc('milliseconds', clock_timestamp())), clock_timestamp())
  ON CONFLICT (id) DO UPDATE
  SET version = excluded.version, started_at = excluded.started_at, beat_at = excluded.beat_at
  RETURNING started_at AS "startedAt"`;

const stateText = `CASE WHEN beat_at < clock_timestamp() - interval '${goneAfterS} seconds' THEN 'gone' ELSE 'alive' END`;

/** How many instances of the service are alive, to be put into a statement. */
export const aliveInstancesText = `
  SELECT count(*) FROM instance WHERE beat_at >= clock_timestamp() - interval '${goneAfterS} seconds'`;

const listText = `
  SELECT id, version, started_at AS "startedAt", beat_at AS "beatAt", ${stateText} AS state FROM instance ORDER BY id`;

export const instancesGauge: QueriedGauge = {
  name: 'gridsaga_instances',
  help: `Instances of the service by state: alive, or gone, which is silent for ${goneAfterS} s`,
  labels: ['state'],
  text: `
    SELECT state, count(instance.id) AS value FROM (VALUES ('alive'), ('gone')) AS known (state)
    LEFT JOIN instance ON state = ${stateText} GROUP BY state`,
};
