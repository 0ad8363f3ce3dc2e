import { join } from 'node:path';
import { demonstrationKeys, type StackKeys } from './demonstration-keys.js';
import type { LocalKafka } from './kafka.js';
import { type LocalKafkaCluster, startKafkaCluster } from './kafka-cluster.js';
import { copiesAmong } from './kafka-properties.js';
import { outsideServers } from './outside-servers.js';
import { brokerPorts, freePortSet, loopback, type Ports, portsFrom } from './ports.js';
import { type LocalPostgres, startPostgres } from './postgres.js';
import {
  type LocalService,
  type ServiceEnvironment,
  type ServiceName,
  serviceNames,
  startService,
} from './services.js';
import { detouredDatabase, detouredListeners, type StackDetours } from './stack-detours.js';
import { openState, removeState, stateFolders } from './stack-state.js';
import { stopOnSignal } from './stop-on-signal.js';

export type Part = 'PostgreSQL' | 'Apache Kafka' | ServiceName;

export interface StackOptions {
  /** Everything the stack keeps: databases, log, output of its processes. */
  readonly folder: string;
  /** 4100 gives the services 4101 … 4103, PostgreSQL 4132 and Kafka 4192; `free` takes what is free. */
  readonly portBase: number | 'free';
  /** How many of each service, 1 unless said. */
  readonly instances?: number | undefined;
  /** How many of Apache Kafka, 1 unless said; three keep three copies of every record. */
  readonly brokers?: number | undefined;
  /** `<instant>@<speed>` */
  readonly marketClock?: string | undefined;
  /** A JVM tuned for short runs. */
  readonly short?: boolean | undefined;
  /** False gives up fsync; on by default, in tests too. */
  readonly durable?: boolean | undefined;
  /** Goes to all three services, over what the stack says itself. */
  readonly env?: ServiceEnvironment | undefined;
  readonly nodeOptions?: readonly string[] | undefined;
  /** Proxies through which the services, and only they, reach servers of our own. */
  readonly detours?: StackDetours | undefined;
  /** Builds of services other than the ones in `dist`. */
  readonly programs?: Partial<Record<ServiceName, string>> | undefined;
  /** What a signal begins instead of a mere stop, where something has to be undone before. */
  readonly onSignal?: ((stop: Stack['stop']) => Promise<void>) | undefined;
  /** Called as each part begins to start; `started` settles when it is up or has failed. */
  readonly onStep?: ((part: Part, started: Promise<unknown>) => void) | undefined;
}

export interface Stack extends Readonly<Record<ServiceName, LocalService>> {
  /** Every instance of each service; the first is the one above. */
  readonly instances: Readonly<Record<ServiceName, readonly LocalService[]>>;
  /** Undefined where the environment names databases that somebody else runs. */
  readonly postgres: LocalPostgres | undefined;
  /** Undefined where the environment names brokers that somebody else runs. */
  readonly kafka: LocalKafka | undefined;
  /** Every broker of our own; the first is the one above. */
  readonly kafkaBrokers: readonly LocalKafka[];
  readonly ports: Ports;
  /** The services' HTTP addresses. */
  readonly urls: Readonly<Record<ServiceName, string>>;
  readonly databaseUrls: Readonly<Record<ServiceName, string>>;
  readonly brokers: string;
  readonly keys: StackKeys;
  readonly logs: string;
  /** What a further instance of a service needs, to be started by `startService`. */
  environmentOf(
    name: ServiceName,
    port: number,
    instance?: number,
  ): ServiceEnvironment & { readonly HTTP_PORT: string };
  /** Services first, then the servers. `remove` takes the folder away as well. Repeats are harmless. */
  stop(options?: { readonly remove?: boolean }): Promise<void>;
}

/** Waits for all, so that nothing is still starting when one has failed, and then throws the first failure. */
async function all<Results extends readonly unknown[]>(
  work: readonly [...{ [Index in keyof Results]: Promise<Results[Index]> }],
): Promise<Results> {
  const settled = await Promise.allSettled<unknown>(work as readonly Promise<unknown>[]);
  const failed = settled.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return settled.map((result) => (result as PromiseFulfilledResult<unknown>).value) as unknown as Results;
}

/** Remembers what has been started, and stops it once. */
class Started {
  readonly #servers: { stop(): Promise<unknown> }[] = [];
  readonly #services: { stop(): Promise<unknown> }[] = [];
  #stopped: Promise<void> | undefined;

  server<Server extends { stop(): Promise<unknown> }>(starting: Promise<Server>): Promise<Server> {
    return this.#kept(starting, this.#servers);
  }

  service(starting: Promise<LocalService>): Promise<LocalService> {
    return this.#kept(starting, this.#services);
  }

  async #kept<Part extends { stop(): Promise<unknown> }>(
    starting: Promise<Part>,
    among: { stop(): Promise<unknown> }[],
  ) {
    const part = await starting;
    among.push(part);
    // It came up while everything else was being stopped.
    if (this.#stopped) await part.stop();
    return part;
  }

  stop(): Promise<void> {
    this.#stopped ??= (async () => {
      await all(this.#services.map((service) => service.stop()));
      await all(this.#servers.map((server) => server.stop()));
    })();
    return this.#stopped;
  }
}

/**
 * Starts PostgreSQL and Kafka side by side, then the three services side by side, and resolves when all are ready. What
 * was started is stopped by `stop()`, on SIGINT, SIGTERM and SIGHUP, when the start fails half way, and by a watchdog when
 * this process is killed. Throws one sentence when a part cannot start.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const {
    folder,
    short,
    durable,
    marketClock,
    detours,
    instances = 1,
    brokers: brokerCount = 1,
    onStep = () => undefined,
    onSignal = (stopped) => stopped(),
  } = options;
  const ports =
    options.portBase === 'free'
      ? await freePortSet(instances, brokerCount)
      : portsFrom(options.portBase, instances, brokerCount);
  const outside = outsideServers(process.env);
  if (detours && (outside.brokers !== undefined || !outside.needsPostgres)) {
    throw new Error('Unset KAFKA_BROKERS and *_DATABASE_URL: proxies stand before servers of our own only.');
  }
  const proxied = detours && (await detouredListeners(detours));
  const { postgres: postgresFolder, kafka: kafkaFolder, logs } = stateFolders(folder);
  const logOf = (name: string): string => join(logs, `${name}.log`);
  if (outside.needsPostgres && !outside.brokers) await openState(folder);
  const keys = demonstrationKeys(folder);

  const started = new Started();
  const releaseSignals = stopOnSignal(() => onSignal(stop));
  const stop = async ({ remove = false } = {}): Promise<void> => {
    await started.stop();
    releaseSignals();
    if (remove) await removeState(folder);
  };
  const step = <Result>(part: Part, starting: Promise<Result>): Promise<Result> => {
    onStep(part, starting);
    return starting;
  };

  try {
    const [postgres, cluster] = await all([
      outside.needsPostgres
        ? step(
            'PostgreSQL',
            started.server(
              startPostgres({ dataFolder: postgresFolder, port: ports.postgres, durable, log: logOf('postgres') }),
            ),
          )
        : Promise.resolve(undefined),
      outside.brokers
        ? Promise.resolve(undefined)
        : step(
            'Apache Kafka',
            started.server(
              startKafkaCluster({
                dataFolder: kafkaFolder,
                ports: brokerPorts(ports),
                short,
                proxied,
                logOf: (nodeId) => logOf(nodeId === 1 ? 'kafka' : `kafka-${nodeId}`),
              }),
            ),
          ),
    ]);

    const brokers = outside.brokers ?? (cluster as LocalKafkaCluster).brokers;
    const { replication, minInsyncReplicas } = copiesAmong(cluster?.members.length ?? 1);
    const databaseOf = (name: ServiceName): string =>
      outside.databases[name] ?? (postgres as LocalPostgres).urlOf(name);
    const environmentOf: Stack['environmentOf'] = (name, port, instance = 1) => ({
      INSTANCE_ID: `${name}-${instance}`,
      DATABASE_URL: detours ? detouredDatabase(databaseOf(name), detours[name].postgres) : databaseOf(name),
      KAFKA_BROKERS: detours ? `${loopback}:${detours[name].kafka.port}` : brokers,
      KAFKA_REPLICATION: String(replication),
      KAFKA_MIN_INSYNC_REPLICAS: String(minInsyncReplicas),
      MARKET_CLOCK: marketClock,
      API_KEYS_FILE: keys.hashesFile,
      ...options.env,
      HTTP_HOST: '127.0.0.1',
      HTTP_PORT: String(port),
    });
    const { nodeOptions } = options;
    const startAll = async (name: ServiceName): Promise<[LocalService, ...LocalService[]]> => {
      const [first, ...others] = [ports, ...ports.further].map((of, index) => {
        const log = logOf(index === 0 ? name : `${name}-${index + 1}`);
        const env = environmentOf(name, of[name], index + 1);
        return started.service(startService({ name, env, log, nodeOptions, program: options.programs?.[name] }));
      });
      return all([first as Promise<LocalService>, ...others]);
    };
    const start = (name: ServiceName) => step(name, startAll(name));
    const services = await all([start('trading'), start('metering'), start('settlement')]);
    const [[trading], [metering], [settlement]] = services;

    const forEach = <Value>(of: (name: ServiceName) => Value): Record<ServiceName, Value> =>
      Object.fromEntries(serviceNames.map((name) => [name, of(name)])) as Record<ServiceName, Value>;
    return {
      trading,
      metering,
      settlement,
      instances: { trading: services[0], metering: services[1], settlement: services[2] },
      postgres,
      kafka: cluster?.members[0],
      kafkaBrokers: cluster?.members ?? [],
      ports,
      urls: { trading: trading.url, metering: metering.url, settlement: settlement.url },
      databaseUrls: forEach(databaseOf),
      brokers,
      keys,
      logs,
      environmentOf,
      stop,
    };
  } catch (failure) {
    await stop();
    throw failure;
  }
}
