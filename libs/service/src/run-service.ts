import type { DynamicModule, Type } from '@nestjs/common';
import type { Pool } from 'pg';
import {
  AuditTrail,
  type ConsumedTopic,
  GroupCommit,
  type KafkaBatches,
  Messaging,
  type OnTrouble,
  ParkedDesk,
  type Store,
  type TopicShape,
  traceIdOf,
} from '#libs/messaging';
import { Registry } from 'prom-client';
import { DataSource, type MigrationInterface } from 'typeorm';
import type { z } from 'zod';
import { ApiKeys } from './api-keys.js';
import { AsyncApiController, AsyncApiDocument } from './asyncapi.controller.js';
import { AuditController } from './audit.controller.js';
import { brokerFault } from './broker-fault.js';
import { consumerMeters } from './consumer-meters.js';
import { type DatabaseParts, openDatabase } from './database.js';
import { HealthController } from './health.controller.js';
import { Heartbeat } from './heartbeat.js';
import { closeHttp, createHttp } from './http.js';
import { measureRequests } from './http-meters.js';
import { InstancesController } from './instances.controller.js';
import { instancesGauge } from './instances.js';
import { createLogger } from './logs.js';
import { ensureMarketClock, nowStatement } from './market-clock.js';
import { MarketTimeController } from './market-time.controller.js';
import { messagingMeters } from './messaging-meters.js';
import { createMetrics, MetricsController } from './metrics.controller.js';
import { ServiceGround1700000000000 } from './migrations/1700000000000-service-ground.js';
import { OperatorsDesk1800000000000 } from './migrations/1800000000000-operators-desk.js';
import { shedOnOverload } from './overload.js';
import { withPasswordOf } from './password-file.js';
import { ParkedController } from './parked.controller.js';
import type { Problem } from './problem.js';
import { programVersion } from './program-version.js';
import { messagingGauges, type QueriedGauge, queriedGauges } from './queried-gauge.js';
import { readConfig } from './read-config.js';
import { Readiness } from './readiness.js';
import type { ServiceConfig } from './service-config.js';
import { startTracing } from './start-tracing.js';
import { type StopStep, stopInOrder, stopOnSignal } from './shutdown.js';
import type { ServiceTracing } from './tracing.js';
import { traceRequests } from './tracing-requests.js';

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
  /** Makes what is served at `/asyncapi.json`, to everyone. */
  readonly asyncApi: () => object;
  /** Built once the database is open and messaging is put together. */
  readonly assemble: (ground: Ground<z.output<Schema>, Table, State>) => Assembly;
}

export interface Ground<Config, Table extends string, State> {
  readonly config: Config;
  readonly dataSource: DataSource;
  /** The connections under the data source, for statements that it must not meddle with. */
  readonly pool: Pool;
  readonly messaging: Messaging<Table, State>;
  readonly registry: Registry;
  readonly logger: ReturnType<typeof createLogger>;
  readonly onTrouble: OnTrouble;
}

export interface Assembly {
  /** The service's own module; it finds `DataSource` and `GroupCommit` among its providers. */
  readonly module: Type;
  readonly providers?: DynamicModule['providers'];
  readonly consumed: readonly ConsumedTopic[];
  /** Consumers of groups of their own, beside that of `consumed`: what they read waits behind nothing else. */
  readonly consumers?: readonly KafkaBatches[];
  /** What the start needs and does not find, a sentence each; asked before anything is consumed or served. */
  readonly check?: () => Promise<readonly string[]>;
  readonly background?: readonly Background[];
  /** Why routes marked by `ShedOnOverload` take nothing at the moment; asked for each request to them. */
  readonly overload?: () => Problem | undefined;
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
  const of = { service: parts.service, instance: config.INSTANCE_ID };
  const tracing = await startTracing({ endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT, ...of });
  // A trade is coordinated by the saga of its own id.
  const alsoAs = { sagaId: 'tradeId' };
  const logger = createLogger({
    ...of,
    level: config.LOG_LEVEL,
    alsoAs,
    ...(tracing && { moment: () => tracedBy(tracing) }),
  });
  const started: StopStep[] = [];
  try {
    if (tracing) {
      tracing.logTo(logger);
      started.unshift({ name: 'the traces', stop: () => tracing.stop() });
    }
    await start(parts, config, logger, started, tracing);
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
  tracing: ServiceTracing | undefined,
): Promise<void> {
  const { service, title, description } = parts;
  const begun = (step: StopStep): void => void started.unshift(step);
  const onTrouble: OnTrouble = (error, what, about) => logger.warn({ err: error, ...about }, what);
  const keys = apiKeys(config, logger);

  const dataSource = await openDatabase({
    url: withPasswordOf(config.DATABASE_PASSWORD_FILE, config.DATABASE_URL),
    pool: config.DATABASE_POOL,
    patienceMs: config.DATABASE_TIMEOUT_MS,
    entities: parts.entities,
    migrations: [ServiceGround1700000000000, OperatorsDesk1800000000000, ...parts.migrations],
    applicationName: config.INSTANCE_ID,
  });
  begun({ name: 'the database', stop: () => dataSource.destroy() });
  const heartbeat = new Heartbeat(dataSource, { id: config.INSTANCE_ID, version: programVersion() }, onTrouble);
  begun(heartbeat);
  await heartbeat.start();
  const clock = await ensureMarketClock(dataSource, config.MARKET_CLOCK);
  if (!clock.ok) throw new Error(clock.because);

  const registry = createMetrics(service, config.INSTANCE_ID);
  queriedGauges(registry, dataSource, [...messagingGauges, instancesGauge, ...(parts.gauges ?? [])]);
  const pool = (dataSource.driver as unknown as { master: Pool }).master;
  // An idle connection that PostgreSQL ends is replaced by the pool; without a listener it would end the process.
  pool.on('error', (error) => onTrouble(error, 'an idle connection was lost'));
  const messaging = new Messaging<Table, State>({
    ...{ service, pool, onTrouble, topics: parts.topics, tables: parts.tables, store: parts.store },
    instance: config.INSTANCE_ID,
    brokers: config.KAFKA_BROKERS,
    requestTimeoutMs: config.KAFKA_TIMEOUT_MS,
    copies: { replication: config.KAFKA_REPLICATION, minInsyncReplicas: config.KAFKA_MIN_INSYNC_REPLICAS },
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
    ...(tracing && { tracing }),
  });
  await messaging.start();
  begun({ name: 'the relay', stop: () => messaging.stop() });

  const {
    module,
    providers = [],
    consumed,
    consumers: further = [],
    check,
    background = [],
    overload,
  } = parts.assemble({ config, dataSource, pool, messaging, registry, logger, onTrouble });
  const faults = (await check?.()) ?? [];
  if (faults.length > 0) throw new Error(faults.join(' '));
  const consumers = [messaging.consumer(consumed), ...further];
  consumerMeters(registry, consumers);
  const readiness = new Readiness([
    { name: 'database', check: () => dataSource.query('SELECT 1').then(() => undefined) },
    { name: 'broker', check: async () => brokerFault(consumers, config.SESSION_TIMEOUT_MS) },
  ]);
  const app = await createHttp(
    {
      module,
      controllers: [
        HealthController,
        MetricsController,
        AuditController,
        ParkedController,
        InstancesController,
        MarketTimeController,
        AsyncApiController,
      ],
      providers: [
        { provide: DataSource, useValue: dataSource },
        { provide: GroupCommit, useValue: messaging.groups },
        { provide: ParkedDesk, useValue: messaging.parked },
        { provide: AuditTrail, useValue: new AuditTrail(pool) },
        { provide: Registry, useValue: registry },
        { provide: AsyncApiDocument, useValue: new AsyncApiDocument(parts.asyncApi()) },
        { provide: Readiness, useValue: readiness },
        ...providers,
      ],
    },
    { title, description, logger, keys },
  );
  if (overload) shedOnOverload(app, overload);
  measureRequests(app, registry);
  if (tracing) traceRequests(app, tracing);
  for (const strategy of consumers) app.connectMicroservice({ strategy });
  await app.startAllMicroservices();
  begun({ name: 'the consumers and HTTP', stop: () => closeHttp(app) });
  for (const one of background) {
    one.start();
    begun(one);
  }
  await app.listen(config.HTTP_PORT, config.HTTP_HOST);
  begun({ name: 'readiness', stop: async () => readiness.drain() });
  logger.info({ port: config.HTTP_PORT }, 'started');
}

/** The trace of the request that is being answered, for its log lines. */
function tracedBy(tracing: ServiceTracing): object {
  const traceId = traceIdOf(tracing.active());
  return traceId === undefined ? {} : { traceId };
}

function apiKeys(
  { API_KEYS: text, API_KEYS_FILE: file }: ServiceConfig,
  logger: ReturnType<typeof createLogger>,
): ApiKeys {
  if (file !== undefined) return new ApiKeys({ file }, (because) => logger.error(because));
  if (text !== undefined) return new ApiKeys({ text });
  throw new Error('neither API_KEYS_FILE nor API_KEYS is set, so that nobody could call the service');
}
