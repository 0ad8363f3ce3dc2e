import { DataSource, type DataSourceOptions } from 'typeorm';

export interface DatabaseParts {
  readonly url: string;
  /** Connections at most. */
  readonly pool: number;
  /** Classes that end in Row; each column names itself. */
  readonly entities: NonNullable<DataSourceOptions['entities']>;
  readonly migrations: NonNullable<DataSourceOptions['migrations']>;
  /** Shown in pg_stat_activity: the instance's id. */
  readonly applicationName: string;
}

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

/** Connects and migrates. Throws when the database cannot be reached: a service does not start without it. */
export async function openDatabase(parts: DatabaseParts): Promise<DataSource> {
  const dataSource = await new DataSource(dataSourceOptions(parts)).initialize();
  try {
    await migrate(dataSource);
    return dataSource;
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}
