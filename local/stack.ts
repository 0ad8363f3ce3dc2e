import { join } from 'node:path';
import { type LocalKafka, startKafka } from './kafka.js';
import { outsideServers } from './outside-servers.js';
import { freePortSet, type Ports, portsFrom } from './ports.js';
import { type LocalPostgres, startPostgres } from './postgres.js';
import {
  type LocalService,
  type ServiceEnvironment,
  type ServiceName,
  serviceNames,
  startService,
} from './services.js';
import { openState, removeState, stateFolders } from './stack-state.js';
import { stopOnSignal } from './stop-on-signal.js';

export type Part = 'PostgreSQL' | 'Apache Kafka' | ServiceName;

export interface StackOptions {
  /** Everything the stack keeps: databases, log, output of its processes. */
  readonly folder: string;
  /** 4100 gives the services 4101 … 4103, PostgreSQL 4132 and Kafka 4192; `free` takes what is free. */
  readonly portBase: number | 'free';
  /** `<instant>@<speed>` */
  readonly marketClock?: string | undefined;
  /** A JVM tuned for short runs. */
  readonly short?: boolean | undefined;
  /** False gives up fsync; on by default, in tests too. */
  readonly durable?: boolean | undefined;
  /** Goes to all three services, over what the stack says itself. */
  readonly env?: ServiceEnvironment | undefined;
  readonly nodeOptions?: readonly string[] | undefined;
  /** Called as each part begins to start; `started` settles when it is up or has failed. */
  readonly onStep?: ((part: Part, started: Promise<unknown>) => void) | undefined;
}

export interface Stack extends Readonly<Record<ServiceName, LocalService>> {
  /** Undefined where the environment names databases that somebody else runs. */
  readonly postgres: LocalPostgres | undefined;
  /** Undefined where the environment names brokers that somebody else runs. */
  readonly kafka: LocalKafka | undefined;
  readonly ports: Ports;
  /** The services' HTTP addresses. */
  readonly urls: Readonly<Record<ServiceName, string>>;
  readonly databaseUrls: Readonly<Record<ServiceName, string>>;
  readonly brokers: string;
  readonly logs: string;
  /** What a further instance of a service needs, to be started by `startService`. */
  environmentOf(name: ServiceName, port: number): ServiceEnvironment & { readonly HTTP_PORT: string };
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
  const { folder, short, durable, marketClock, onStep = () => undefined } = options;
  const ports = options.portBase === 'free' ? await freePortSet() : portsFrom(options.portBase);
  const outside = outsideServers(process.env);
  const { postgres: postgresFolder, kafka: kafkaFolder, logs } = stateFolders(folder);
  const logOf = (name: string): string => join(logs, `${name}.log`);
  if (outside.needsPostgres && !outside.brokers) await openState(folder);

  const started = new Started();
  const releaseSignals = stopOnSignal(() => started.stop());
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
    const [postgres, kafka] = await all([
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
              startKafka({
                dataFolder: kafkaFolder,
                port: ports.kafka,
                controllerPort: ports.kafkaController,
                short,
                log: logOf('kafka'),
              }),
            ),
          ),
    ]);

    const brokers = outside.brokers ?? (kafka as LocalKafka).brokers;
    const databaseOf = (name: ServiceName): string =>
      outside.databases[name] ?? (postgres as LocalPostgres).urlOf(name);
    const environmentOf: Stack['environmentOf'] = (name, port) => ({
      INSTANCE_ID: `${name}-1`,
      DATABASE_URL: databaseOf(name),
      KAFKA_BROKERS: brokers,
      MARKET_CLOCK: marketClock,
      ...options.env,
      HTTP_HOST: '127.0.0.1',
      HTTP_PORT: String(port),
    });
    const { nodeOptions } = options;
    const start = (name: ServiceName): Promise<LocalService> =>
      step(
        name,
        started.service(startService({ name, env: environmentOf(name, ports[name]), log: logOf(name), nodeOptions })),
      );
    const [trading, metering, settlement] = await all([start('trading'), start('metering'), start('settlement')]);

    const forEach = <Value>(of: (name: ServiceName) => Value): Record<ServiceName, Value> =>
      Object.fromEntries(serviceNames.map((name) => [name, of(name)])) as Record<ServiceName, Value>;
    return {
      trading,
      metering,
      settlement,
      postgres,
      kafka,
      ports,
      urls: { trading: trading.url, metering: metering.url, settlement: settlement.url },
      databaseUrls: forEach(databaseOf),
      brokers,
      logs,
      environmentOf,
      stop,
    };
  } catch (failure) {
    await stop();
    throw failure;
  }
}
