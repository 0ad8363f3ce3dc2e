import type { DynamicModule, Type } from '@nestjs/common';
import type { Pool } from 'pg';
import { type ConsumedTopic, GroupCommit, Messaging, type Store, type TopicShape } from '#libs/messaging';
import { Registry } from 'prom-client';
import { DataSource, type MigrationInterface } from 'typeorm';
import type { z } from 'zod';
import { type DatabaseParts, openDatabase } from './database.js';
import { HealthController } from './health.controller.js';
import { closeHttp, createHttp } from './http.js';
import { createLogger } from './logs.js';
import { ensureMarketClock, nowStatement } from './market-clock.js';
import { MarketTimeController } from './market-time.controller.js';
import { messagingMeters } from './messaging-meters.js';
import { createMetrics, MetricsController } from './metrics.controller.js';
import { ServiceGround1700000000000 } from './migrations/1700000000000-service-ground.js';
import { messagingGauges, type QueriedGauge, queriedGauge } from './queried-gauge.js';
import { readConfig } from './read-config.js';
import { Readiness } from './readiness.js';
import type { ServiceConfig } from './service-config.js';
import { type StopStep, stopInOrder, stopOnSignal } from './shutdown.js';

/** Something that runs beside requests and messages, like a loop over deadlines. */
export interface Background {
  readonly name: string;
  start(): void;
  stop(): Promise<void>;
}

/** What is the service's own: everything else is the same in all of them. */
export interface ServiceParts<Schema extends z.ZodObject, Table extends string, State> {
  readonly service: string;
  readonly title: string;
  readonly description: string;
  readonly config: Schema;
  readonly entities: DatabaseParts['entities'];
  /** The service's own; what all services have is there before. */
  readonly migrations: readonly (new () => MigrationInterface)[];
  /** In lock order. */
  readonly tables: readonly Table[];
  readonly store: Store<Table, State>;
  readonly topics: readonly TopicShape[];
  readonly parkedTopic: string;
  readonly gauges?: readonly QueriedGauge[];
  /** Built once the database is open and messaging is put together. */
  readonly assemble: (ground: Ground<z.output<Schema>, Table, State>) => Assembly;
}

export interface Ground<Config, Table extends string, State> {
  readonly config: Config;
  readonly dataSource: DataSource;
  readonly messaging: Messaging<Table, State>;
  readonly onTrouble: (error: unknown, what: string) => void;
}

export interface Assembly {
  /** The service's own module; it finds `DataSource` and `GroupCommit` among its providers. */
  readonly module: Type;
  readonly providers?: DynamicModule['providers'];
  readonly consumed: readonly ConsumedTopic[];
  readonly background?: readonly Background[];
}

/**
 * Starts a service and keeps it until a signal: configuration, database and migrations, topics, HTTP, consumer, relay.
 * A start that fails says why in one sentence per reason and ends with exit code 1.
 */
export async function runService<Schema extends z.ZodObject, Table extends string, State>(
  parts: ServiceParts<Schema, Table, State>,
): Promise<void> {
  const read = readConfig(parts.config, process.env);
  if (!read.ok) {
    for (const mistake of read.mistakes) process.stderr.write(`${mistake}\n`);
    process.exit(1);
  }
  const config = read.config as z.output<Schema> & ServiceConfig;
  const logger = createLogger({ service: parts.service, instance: config.INSTANCE_ID, level: config.LOG_LEVEL });
  const started: StopStep[] = [];
  try {
    await start(parts, config, logger, started);
    stopOnSignal(started, logger);
  } catch (error) {
    logger.fatal({ err: error }, `the start failed: ${error instanceof Error ? error.message : String(error)}`);
    await stopInOrder(started, logger);
    process.exit(1);
  }
}

async function start<Schema extends z.ZodObject, Table extends string, State>(
  parts: ServiceParts<Schema, Table, State>,
  config: z.output<Schema> & ServiceConfig,
  logger: ReturnType<typeof createLogger>,
  started: StopStep[],
): Promise<void> {
  const { service, title, description } = parts;
  const begun = (step: StopStep): void => void started.unshift(step);
  const onTrouble = (error: unknown, what: string): void => logger.warn({ err: error }, what);

  const dataSource = await openDatabase({
    url: config.DATABASE_URL,
    pool: config.DATABASE_POOL,
    entities: parts.entities,
    migrations: [ServiceGround1700000000000, ...parts.migrations],
    applicationName: config.INSTANCE_ID,
  });
  begun({ name: 'the database', stop: () => dataSource.destroy() });
  const clock = await ensureMarketClock(dataSource, config.MARKET_CLOCK);
  if (!clock.ok) throw new Error(clock.because);

  const registry = createMetrics(service, config.INSTANCE_ID);
  for (const gauge of [...messagingGauges, ...(parts.gauges ?? [])]) queriedGauge(registry, dataSource, gauge);
  const pool = (dataSource.driver as unknown as { master: Pool }).master;
  // An idle connection that PostgreSQL ends is replaced by the pool; without a listener it would end the process.
  pool.on('error', (error) => onTrouble(error, 'an idle connection was lost'));
  const messaging = new Messaging<Table, State>({
    ...{ service, pool, onTrouble, topics: parts.topics, tables: parts.tables, store: parts.store },
    instance: config.INSTANCE_ID,
    brokers: config.KAFKA_BROKERS,
    clock: nowStatement,
    parkedTopic: parts.parkedTopic,
    session: {
      sessionTimeout: config.SESSION_TIMEOUT_MS,
      heartbeatInterval: config.HEARTBEAT_INTERVAL_MS,
      rebalanceTimeout: config.REBALANCE_TIMEOUT_MS,
    },
    batchMessages: config.BATCH_MESSAGES,
    lingerMs: config.LINGER_MS,
    metrics: messagingMeters(registry),
  });
  await messaging.start();
  begun({ name: 'the relay', stop: () => messaging.stop() });

  const {
    module,
    providers = [],
    consumed,
    background = [],
  } = parts.assemble({ config, dataSource, messaging, onTrouble });
  let consuming = false;
  const readiness = new Readiness([
    { name: 'database', check: () => dataSource.query('SELECT 1').then(() => undefined) },
    { name: 'broker', check: async () => (consuming ? undefined : 'the consumer has not joined its group yet') },
  ]);
  const app = await createHttp(
    {
      module,
      controllers: [HealthController, MetricsController, MarketTimeController],
      providers: [
        { provide: DataSource, useValue: dataSource },
        { provide: GroupCommit, useValue: messaging.groups },
        { provide: Registry, useValue: registry },
        { provide: Readiness, useValue: readiness },
        ...providers,
      ],
    },
    { title, description, logger },
  );
  app.connectMicroservice({
    strategy: messaging.consumer(consumed, () => {
      consuming = true;
    }),
  });
  await app.startAllMicroservices();
  begun({ name: 'the consumer and HTTP', stop: () => closeHttp(app) });
  for (const one of background) {
    one.start();
    begun(one);
  }
  await app.listen(config.HTTP_PORT, config.HTTP_HOST);
  begun({ name: 'readiness', stop: async () => readiness.drain() });
  logger.info({ port: config.HTTP_PORT }, 'started');
}
