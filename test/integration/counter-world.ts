import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from '#libs/messaging';
import { type LocalKafka, startKafka } from '../../local/kafka.js';
import { freePorts } from '../../local/ports.js';
import { type LocalPostgres, startPostgres } from '../../local/postgres.js';
import { removePostgresData } from '../../local/postgres-place.js';
import { type SupervisedProcess, startProcess } from '../../local/supervised-process.js';
import { checkout } from '../../local/checkout.js';
import { waitUntil } from '../../local/wait-until.js';
import { inDatabase } from '../support/database.js';
import { type Add, counterTables, topicsOf } from './counter-service.js';

/** A PostgreSQL and a Kafka for counter services, each of which gets a database of its own. */
export interface CounterWorld {
  readonly kafka: LocalKafka;
  /** Makes a database with a counter service's tables and answers its URL. */
  database(service: string): Promise<string>;
  /** The service as a process of its own, which dies at the given crash point. */
  process(service: string, url: string, crashAt: string): Promise<SupervisedProcess>;
  end(): Promise<void>;
}

export async function counterWorld(): Promise<CounterWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'gridsaga-messaging-'));
  const [port, kafkaPort, controllerPort] = (await freePorts(3)) as [number, number, number];
  const dataFolder = join(folder, 'postgres');
  const started = await Promise.allSettled([
    startPostgres({ dataFolder, port, durable: false, log: join(folder, 'postgres.log') }),
    startKafka({
      ...{ dataFolder: join(folder, 'kafka'), port: kafkaPort, controllerPort, short: true },
      log: join(folder, 'kafka.log'),
    }),
  ]);
  const end = async (): Promise<void> => {
    for (const one of started) if (one.status === 'fulfilled') await one.value.stop();
    await removePostgresData(dataFolder);
    await rm(folder, { recursive: true, force: true });
  };
  const failed = started.find((one) => one.status === 'rejected');
  if (failed) {
    await end();
    throw failed.reason;
  }
  const [postgres, kafka] = started.map((one) => (one as PromiseFulfilledResult<unknown>).value) as [
    LocalPostgres,
    LocalKafka,
  ];
  return {
    ...{ kafka, end },
    async database(service) {
      const name = service.replaceAll('-', '_');
      await inDatabase(postgres.superuserUrl, `CREATE DATABASE ${name}`);
      const url = postgres.superuserUrl.replace(/\/postgres$/, `/${name}`);
      await inDatabase(url, counterTables);
      return url;
    },
    process: (service, url, crashAt) =>
      startProcess({
        command: process.execPath,
        args: [join(checkout, 'dist/test/integration/counter-process.js'), service, `${service}-1`, url, kafka.brokers],
        env: { ...process.env, CRASH_AT: crashAt },
        log: join(folder, `${service}.log`),
        stopSignal: 'SIGTERM',
      }),
  };
}

/** Asks until the answer is the one that is awaited; throws what was answered last when it takes too long. */
export async function until<Answer>(ask: () => Promise<Answer>, awaited: Answer, withinMs = 10_000): Promise<void> {
  let last: Answer | undefined;
  const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
  await waitUntil(
    async () => {
      last = await ask();
      return same(last, awaited) || undefined;
    },
    {
      everyMs: 10,
      withinMs,
      otherwise: () => `${JSON.stringify(last)} instead of ${JSON.stringify(awaited)} after ${withinMs} ms`,
    },
  );
}

/** A command to add to a counter; its saga's id is its own. */
export const add = (service: string, key: string, by: number, sagaId = `${key}-${by}`): Add => ({
  ...({ id: `${sagaId}/add/do`, type: 'counters.add.v1', key, sagaId, attempt: 1 } satisfies Partial<Command>),
  ...{ replyTo: topicsOf(service).replies, body: { by } },
});
