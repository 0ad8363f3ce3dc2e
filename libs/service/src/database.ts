import { DataSource, type DataSourceOptions } from 'typeorm';
import { attentiveSockets } from './attentive-sockets.js';

export interface DatabaseParts {
  readonly url: string;
  /** Connections at most. */
  readonly pool: number;
  /** Classes that end in Row; each column names itself. */
  readonly entities: NonNullable<DataSourceOptions['entities']>;
  readonly migrations: NonNullable<DataSourceOptions['migrations']>;
  /** Shown in pg_stat_activity: the instance's id. */
  readonly applicationName: string;
  /** A query that has no answer after so long fails, and its connection ends; 5 s unless given. */
  readonly patienceMs?: number;
}

const usualPatienceMs = 5_000;

/** A frozen instance loses its transaction, and so its row locks, after this long. */
const idleInTransactionMs = 5_000;
/** Who waits longer for a row gives up and tries the batch again. */
const lockWaitMs = 2_000;

/** How every service speaks to PostgreSQL: pipelined, and never holding a row for ever. */
export const dataSourceOptions = ({
  url,
  pool,
  entities,
  migrations,
  applicationName,
  patienceMs = usualPatienceMs,
}: DatabaseParts): DataSourceOptions => ({
  type: 'postgres',
  url,
  applicationName,
  entities,
  migrations,
  migrationsTableName: 'migrations',
  migrationsTransactionMode: 'each',
  synchronize: false,
  poolSize: pool,
  connectTimeoutMS: 5_000,
  extra: {
    max: pool,
    pipeline: true,
    keepAlive: true,
    // A network that forgets a connection tells nobody. With `pipeline` a query that waits in vain ends its connection.
    query_timeout: patienceMs,
    stream: attentiveSockets(patienceMs),
    idle_in_transaction_session_timeout: idleInTransactionMs,
    lock_timeout: lockWaitMs,
    // A plan that was cached while a table was empty reads the whole table ever after.
    options: '-c plan_cache_mode=force_custom_plan -c random_page_cost=1.1',
  },
});

/** Any number that only this purpose uses. */
const migrationLock = 4_132_001;

/** Runs what has not run yet. Several instances may start at once: one migrates, the others wait for it. */
export async function migrate(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    // The wait for another instance's migration may be longer than a wait for a row.
    await runner.query('SET lock_timeout = 0');
    await runner.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    await dataSource.runMigrations();
    await runner.query('SELECT pg_advisory_unlock($1)', [migrationLock]);
    await runner.query(`SET lock_timeout = ${lockWaitMs}`);
  } finally {
    // After a failure the caller closes the data source, and the session's lock goes with its connection.
    await runner.release();
  }
}

/** Migrations take as long as they take, so that they have connections of their own, which wait. */
async function migrateFirst(parts: DatabaseParts): Promise<void> {
  const { extra, ...options } = dataSourceOptions({ ...parts, entities: [], pool: 2 });
  const dataSource = await new DataSource({ ...options, extra: { ...extra, query_timeout: 0 } }).initialize();
  try {
    await migrate(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

/** Migrates and connects. Throws when the database cannot be reached: a service does not start without it. */
export async function openDatabase(parts: DatabaseParts): Promise<DataSource> {
  await migrateFirst(parts);
  return new DataSource(dataSourceOptions(parts)).initialize();
}
