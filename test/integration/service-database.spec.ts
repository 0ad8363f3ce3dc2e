import { Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import {
  closeHttp,
  createHttp,
  createLogger,
  ensureMarketClock,
  MarketTimeController,
  marketClockMigrationSql,
  nowStatement,
  openDatabase,
  readMarketClock,
} from '#libs/service';
import { freePorts } from '../../local/ports.js';
import { type LocalPostgres, startPostgres } from '../../local/postgres.js';
import { removePostgresData } from '../../local/postgres-place.js';

class MarketClock1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(marketClockMigrationSql);
    // Long enough for the other instances to arrive.
    await runner.query('SELECT pg_sleep(0.3)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE market_clock');
  }
}

let folder: string;
let postgres: LocalPostgres;
let instances: DataSource[];
let database: DataSource;

const open = (applicationName: string): Promise<DataSource> =>
  openDatabase({
    url: postgres.urlOf('trading'),
    pool: 3,
    entities: [],
    migrations: [MarketClock1700000000000],
    applicationName,
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gridsaga-service-'));
  const [port] = (await freePorts(1)) as [number];
  postgres = await startPostgres({
    dataFolder: join(folder, 'postgres'),
    port,
    log: join(folder, 'postgres.log'),
    durable: false,
  });
  instances = await Promise.all(['trading-1', 'trading-2', 'trading-3'].map(open));
  database = instances[0] as DataSource;
}, 120_000);

afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.destroy()));
  await postgres.stop();
  await removePostgresData(join(folder, 'postgres'));
  await rm(folder, { recursive: true, force: true });
});

describe("a service's database", () => {
  it('is migrated once, however many instances start at the same time', async () => {
    expect(await database.query('SELECT name FROM migrations')).toEqual([{ name: 'MarketClock1700000000000' }]);
  });

  it('loses transactions that stand idle and waits for locks no longer than two seconds, on every connection', async () => {
    const setting = (name: string) =>
      database.query<{ setting: string }[]>(`SELECT current_setting('${name}') AS setting`);
    const both = await Promise.all(
      [1, 2, 3].flatMap(() => [setting('idle_in_transaction_session_timeout'), setting('lock_timeout')]),
    );
    expect(both.map(([row]) => row?.setting)).toEqual(['5s', '2s', '5s', '2s', '5s', '2s']);
  });

  it('is told who is connected', async () => {
    const names = await database.query<{ name: string }[]>(
      'SELECT DISTINCT application_name AS name FROM pg_stat_activity',
    );
    expect(names.map(({ name }) => name)).toEqual(expect.arrayContaining(['trading-1', 'trading-2', 'trading-3']));
  });
});

describe('the market clock', () => {
  const past = Date.parse('2025-10-26T10:00:00Z');
  const forget = () => database.query('DELETE FROM market_clock');

  it('is the wall clock when nothing is set', async () => {
    await forget();
    expect(await ensureMarketClock(database, undefined)).toEqual({ ok: true });
    const { wall, market, speed } = await readMarketClock(database);
    expect([market - wall, speed]).toEqual([0, 1]);
    expect(Math.abs(wall - Date.now())).toBeLessThan(5_000);
  });

  it('is read as whole numbers by the named statement, as the shell asks for it', async () => {
    await forget();
    await ensureMarketClock(database, '2025-10-26T10:00:00Z@60');
    const rows = await database.query<{ wall: unknown; market: unknown }[]>(nowStatement as unknown as string);
    expect([Number.isSafeInteger(rows[0]?.wall), Number.isSafeInteger(rows[0]?.market)]).toEqual([true, true]);
  });

  it('runs from its instant at its speed, the same for all instances that start with it at once', async () => {
    await forget();
    const answers = await Promise.all(
      instances.map((instance) => ensureMarketClock(instance, '2025-10-26T10:00:00Z@60')),
    );
    expect(answers).toEqual([{ ok: true }, { ok: true }, { ok: true }]);
    const first = await readMarketClock(database);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const second = await readMarketClock(database);
    expect(first.market).toBeGreaterThanOrEqual(past);
    expect(first.market).toBeLessThan(past + 60 * 60_000);
    expect(Math.abs(second.market - first.market - 60 * (second.wall - first.wall))).toBeLessThan(120);
  });

  it('goes on after a restart, with the same setting and with none', async () => {
    await forget();
    await ensureMarketClock(database, '2025-10-26T10:00:00Z@1000');
    const before = (await readMarketClock(database)).market;
    expect(await ensureMarketClock(database, '2025-10-26T10:00:00Z@1000')).toEqual({ ok: true });
    const between = (await readMarketClock(database)).market;
    expect(await ensureMarketClock(database, undefined)).toEqual({ ok: true });
    const after = (await readMarketClock(database)).market;
    expect([between >= before, after >= between]).toEqual([true, true]);
  });

  it('is set forward by another setting, and never back', async () => {
    await forget();
    await ensureMarketClock(database, '2025-10-26T10:00:00Z@0');
    expect(await ensureMarketClock(database, '2025-10-26T09:59:59Z@60')).toEqual({
      ok: false,
      because: 'MARKET_CLOCK would set the market back from 2025-10-26T10:00:00.000Z to 2025-10-26T09:59:59.000Z.',
    });
    expect((await readMarketClock(database)).market).toBe(past);
    expect(await ensureMarketClock(database, '2025-10-27T00:00:00Z@0')).toEqual({ ok: true });
    expect((await readMarketClock(database)).market).toBe(Date.parse('2025-10-27T00:00:00Z'));
    expect(await ensureMarketClock(database, 'wall')).toEqual({ ok: true });
    expect(await ensureMarketClock(database, '2025-10-28T00:00:00Z@0')).toMatchObject({ ok: false });
  });

  it('is not set to last year after the market has gone by the wall clock', async () => {
    await forget();
    await ensureMarketClock(database, undefined);
    expect(await ensureMarketClock(database, '2025-10-27T00:00:00Z@1')).toMatchObject({ ok: false });
    expect(await ensureMarketClock(database, undefined)).toEqual({ ok: true });
  });

  it('does not return to the wall clock from a market that is ahead of it', async () => {
    await forget();
    await ensureMarketClock(database, '2190-01-01T00:00:00Z@1');
    expect(await ensureMarketClock(database, 'wall')).toEqual({
      ok: false,
      because: expect.stringMatching(/^MARKET_CLOCK would set the market back/),
    });
  });

  it('shows the same in services that start at different moments when its setting names the moment', async () => {
    await forget();
    const since = new Date(Date.now() - 10_000);
    await ensureMarketClock(database, `2025-10-26T10:00:00Z@60 since ${since.toISOString()}`);
    const { market, wall } = await readMarketClock(database);
    expect(Math.abs(market - (past + 60 * (wall - since.getTime())))).toBeLessThanOrEqual(1);
  });

  it('can be read at /v1/market-time', async () => {
    await forget();
    await ensureMarketClock(database, '2025-10-26T10:00:00Z@0');
    @Module({ controllers: [MarketTimeController], providers: [{ provide: DataSource, useValue: database }] })
    class ClockModule {}
    const logger = createLogger({ service: 'trading', instance: 'trading-1', level: 'error' });
    const app = await createHttp(ClockModule, {
      title: 'Clock',
      description: 'For this test.',
      logger,
      keys: { find: () => undefined },
      docsPage: false,
    });
    await app.listen(0, '127.0.0.1');
    const answer = await fetch(`${await app.getUrl()}/v1/market-time`);
    const body = await answer.json();
    await closeHttp(app);
    expect(body).toEqual({ marketTime: '2025-10-26T10:00:00.000Z', wallTime: expect.any(String), speed: 0 });
  });
});
