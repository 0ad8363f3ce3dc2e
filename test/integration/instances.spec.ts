import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { Heartbeat, instancesGauge, instanceTable, listInstances } from '#libs/service';
import { freePorts } from '../../local/ports.js';
import { type LocalPostgres, startPostgres } from '../../local/postgres.js';
import { removePostgresData } from '../../local/postgres-place.js';

let folder: string;
let postgres: LocalPostgres;
let database: DataSource;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gridsaga-instances-'));
  const [port] = (await freePorts(1)) as [number];
  const log = join(folder, 'postgres.log');
  postgres = await startPostgres({ dataFolder: join(folder, 'postgres'), port, log, durable: false });
  database = await new DataSource({ type: 'postgres', url: postgres.urlOf('trading') }).initialize();
  await database.query(instanceTable);
}, 120_000);
afterAll(async () => {
  await database?.destroy();
  await postgres?.stop();
  await removePostgresData(join(folder, 'postgres'));
  await rm(folder, { recursive: true, force: true });
}, 60_000);
beforeEach(() => database.query('TRUNCATE instance'));

const beating = async (id: string, version = '1.0.0'): Promise<Heartbeat> => {
  const heartbeat = new Heartbeat(database, { id, version }, (error) => expect(error).toBeUndefined(), 20);
  await heartbeat.start();
  return heartbeat;
};

const silentFor = (id: string, interval: string): Promise<unknown> =>
  database.query(`UPDATE instance SET beat_at = clock_timestamp() - $2::interval WHERE id = $1`, [id, interval]);

const states = async (): Promise<Record<string, string>> =>
  Object.fromEntries((await listInstances(database)).map(({ id, state }) => [id, state]));

const counted = async (): Promise<Record<string, number>> => {
  const rows = await database.query<{ state: string; value: string }[]>(instancesGauge.text);
  return Object.fromEntries(rows.map(({ state, value }) => [state, Number(value)]));
};

describe('an instance', () => {
  it('is listed as long as it beats, and no longer once it is stopped', async () => {
    const one = await beating('trading-1');
    const other = await beating('trading-2', '1.1.0');
    expect(await listInstances(database)).toEqual([
      { id: 'trading-1', version: '1.0.0', state: 'alive', startedAt: expect.any(Date), beatAt: expect.any(Date) },
      { id: 'trading-2', version: '1.1.0', state: 'alive', startedAt: expect.any(Date), beatAt: expect.any(Date) },
    ]);
    expect(await counted()).toEqual({ alive: 2, gone: 0 });
    await one.stop();
    expect(await states()).toEqual({ 'trading-2': 'alive' });
    await other.stop();
    expect(await counted()).toEqual({ alive: 0, gone: 0 });
  });

  it.each([
    ['9 seconds', 'alive'],
    ['11 seconds', 'gone'],
    ['6 days', 'gone'],
  ])('silent for %s is %s', async (interval, state) => {
    await database.query(`INSERT INTO instance VALUES ('killed', '1.0.0', now(), now())`);
    await silentFor('killed', interval);
    expect(await states()).toEqual({ killed: state });
    expect((await counted())[state]).toBe(1);
  });

  it('is forgotten by the others a week after it was heard of last', async () => {
    await database.query(`INSERT INTO instance VALUES ('killed', '1.0.0', now(), now())`);
    await silentFor('killed', '7 days 1 second');
    const one = await beating('trading-1');
    expect(await states()).toEqual({ 'trading-1': 'alive' });
    await one.stop();
  });

  it('keeps to when it started, until it is started again under its old name', async () => {
    const startedAt = async () => (await listInstances(database)).map((instance) => instance.startedAt);
    const killed = await beating('trading-1');
    const [before] = await startedAt();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await startedAt()).toEqual([before]);
    const again = await beating('trading-1');
    const [after] = await startedAt();
    expect(after?.getTime()).toBeGreaterThan(before?.getTime() ?? Number.NaN);
    await killed.stop();
    await again.stop();
  });
});
