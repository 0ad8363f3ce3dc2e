import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { type LocalKafka, startKafka } from '../../local/kafka.js';
import { kafkaClient } from '../../local/kafka-broker.js';
import { freePorts } from '../../local/ports.js';
import { type LocalPostgres, startPostgres } from '../../local/postgres.js';
import { removePostgresData } from '../../local/postgres-place.js';
import { exists } from '../../local/process-table.js';

const cold = 120_000;

async function ask<Row>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows as Row[];
  } finally {
    await client.end();
  }
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gridsaga-local-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('PostgreSQL on a bare machine', () => {
  let postgres: LocalPostgres;
  let dataFolder: string;

  beforeAll(async () => {
    dataFolder = join(folder, 'postgres');
    const [port] = (await freePorts(1)) as [number];
    postgres = await startPostgres({ dataFolder, port, log: join(folder, 'postgres.log') });
  }, cold);
  afterAll(async () => {
    await postgres.stop();
    await removePostgresData(dataFolder);
  });

  it('is durable, has prepared transactions and listens on the loopback only', async () => {
    const names = ['fsync', 'synchronous_commit', 'max_prepared_transactions', 'listen_addresses', 'jit'];
    const rows = await ask<{ name: string; setting: string }>(
      postgres.superuserUrl,
      `SELECT name, setting FROM pg_settings WHERE name IN ('${names.join("','")}')`,
    );
    expect(Object.fromEntries(rows.map((row) => [row.name, row.setting]))).toEqual({
      fsync: 'on',
      synchronous_commit: 'on',
      max_prepared_transactions: '64',
      listen_addresses: '127.0.0.1',
      jit: 'off',
    });
  });

  it.each(['trading', 'metering', 'settlement'] as const)('lets %s make tables in its own database', async (name) => {
    await ask(postgres.urlOf(name), 'CREATE TABLE mark (n int)');
    expect(await ask(postgres.urlOf(name), 'SELECT current_user AS role, current_database() AS base')).toEqual([
      { role: name, base: name },
    ]);
  });

  it('keeps a service out of the databases of the others', async () => {
    const strange = postgres.urlOf('trading').replace(/trading$/, 'settlement');
    await expect(ask(strange, 'SELECT 1')).rejects.toThrow('permission denied for database "settlement"');
  });

  it.each([
    ['is killed', (server: LocalPostgres) => server.kill()],
    ['is stopped at once', (server: LocalPostgres) => server.stop('immediate')],
    ['is stopped', (server: LocalPostgres) => server.stop()],
  ])(
    'keeps what was committed when it %s, and starts again',
    async (_, end) => {
      const url = postgres.urlOf('metering');
      await ask(url, 'INSERT INTO mark VALUES (7)');
      const before = await ask(url, 'SELECT count(*)::int AS n FROM mark');
      const pid = postgres.pid;
      await end(postgres);
      await expect(ask(url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
      await postgres.restart();
      expect(postgres.pid).not.toBe(pid);
      expect(await ask(url, 'SELECT count(*)::int AS n FROM mark')).toEqual(before);
    },
    20_000,
  );

  it('finds its data, its passwords and a stale postmaster.pid at a second start', async () => {
    const url = postgres.urlOf('metering');
    await postgres.kill();
    postgres = await startPostgres({ dataFolder, port: postgres.port, log: join(folder, 'postgres.log') });
    expect(await ask(url, 'SELECT DISTINCT n FROM mark')).toEqual([{ n: 7 }]);
  });
});

describe('Apache Kafka on a bare machine', () => {
  let kafka: LocalKafka;

  beforeAll(async () => {
    const [port, controllerPort] = (await freePorts(2)) as [number, number];
    const dataFolder = join(folder, 'kafka');
    kafka = await startKafka({ dataFolder, port, controllerPort, short: true, log: join(folder, 'kafka.log') });
  }, cold);
  afterAll(() => kafka.stop());

  const withAdmin = async <Answer>(
    work: (admin: ReturnType<ReturnType<typeof kafkaClient>['admin']>) => Promise<Answer>,
  ): Promise<Answer> => {
    const admin = kafkaClient(kafka.port).admin();
    try {
      await admin.connect();
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  };

  it('makes a topic only when asked to', async () => {
    await expect(withAdmin((admin) => admin.fetchTopicMetadata({ topics: ['misspelt'] }))).rejects.toThrow(
      'This server does not host this topic-partition',
    );
    await withAdmin((admin) => admin.createTopics({ topics: [{ topic: 'marks', numPartitions: 3 }] }));
    expect(await withAdmin((admin) => admin.listTopics())).toContain('marks');
  });

  it.each([
    ['killed', (broker: LocalKafka) => broker.kill()],
    ['stopped', (broker: LocalKafka) => broker.stop()],
  ])(
    'keeps its records when it is %s, and starts again',
    async (_, end) => {
      const producer = kafkaClient(kafka.port).producer();
      await producer.connect();
      await producer.send({ topic: 'marks', acks: -1, messages: [{ partition: 0, value: 'mark' }] });
      await producer.disconnect();
      const offset = async (): Promise<number> =>
        Number((await withAdmin((admin) => admin.fetchTopicOffsets('marks'))).find((at) => at.partition === 0)?.high);
      const before = await offset();
      const pid = kafka.pid;
      await end(kafka);
      expect(exists(pid)).toBe(false);
      await kafka.restart();
      expect(before).toBeGreaterThan(0);
      expect(await offset()).toBe(before);
    },
    20_000,
  );

  it('answers nothing while it is frozen, and goes on when thawed', async () => {
    kafka.freeze();
    let answered = false;
    const asked = withAdmin((admin) => admin.listTopics()).then(() => {
      answered = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(answered).toBe(false);
    kafka.thaw();
    await asked;
    expect(answered).toBe(true);
  });
});
