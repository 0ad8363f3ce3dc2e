import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { topics } from '#libs/contracts';
import { auditTable, messagingTables, parkedSettling } from '#libs/messaging';
import { freePorts } from '../../local/ports.js';
import { type LocalPostgres, startPostgres } from '../../local/postgres.js';
import { removePostgresData } from '../../local/postgres-place.js';
import { aSeller } from '../support/a-booking.js';
import { checkWith, type Expectations, invariants, type Verdict } from './check.js';
import type { Invariant } from './invariant.js';
import { type Log, told } from './log.js';
import { plantedBranches, sweepPrepared } from './planted-branches.js';
import { plantedEnergy } from './planted-energy.js';
import { justBack, plantedAudits, plantedFinals } from './planted-finals.js';
import { plantedInternals } from './planted-internals.js';
import { plantedMessages, settledParked } from './planted-messages.js';
import { plantedMoney } from './planted-money.js';
import { type Plant, progress, withSteps } from './plant.js';
import { plantedProposals, waitingProposal } from './planted-proposals.js';
import { plantedSagas } from './planted-sagas.js';
import { plantedTwoPhase } from './planted-two-phase.js';
import { type Service, services } from './snapshot.js';
import { plantedEffects } from './planted-effects.js';
import { tinyLog } from './tiny-log.js';
import {
  aForeignGid,
  answered,
  clearedProgress,
  clearedTrade,
  fill,
  rejectedProgress,
  rejectedTrade,
} from './tiny-world.js';

type Migrations = Extract<DataSourceOptions['migrations'], unknown[]>;

/** Every migration of the service, as its folder has them. */
async function migrationsOf(service: Service): Promise<Migrations> {
  const place = join('apps', service, 'src', 'store', 'migrations');
  const files = readdirSync(place).filter((name) => name.endsWith('.ts'));
  const modules = await Promise.all(files.map((name) => import(resolve(place, name)) as Promise<object>));
  return modules.flatMap((module) => Object.values(module) as Migrations);
}

let folder: string;
let postgres: LocalPostgres;
const clients: Partial<Record<Service, Client>> = {};

const sql = (service: Service, text: string): Promise<unknown> => {
  const client = clients[service];
  if (!client) throw new Error(`the database of ${service} is not open`);
  return client.query(text);
};

async function migrate(service: Service): Promise<void> {
  const client = new Client({ connectionString: postgres.urlOf(service) });
  clients[service] = client;
  await client.connect();
  await client.query(
    `${messagingTables} ${auditTable} ${parkedSettling} CREATE TABLE inbox_of_all_days PARTITION OF inbox DEFAULT;
     CREATE TABLE instance (id text, version text, started_at timestamptz, beat_at timestamptz)`,
  );
  const dataSource = new DataSource({
    type: 'postgres',
    url: postgres.urlOf(service),
    migrations: await migrationsOf(service),
  });
  await dataSource.initialize();
  await dataSource.runMigrations();
  await dataSource.destroy();
  // The tables would not let the violations in that are to be planted.
  const { rows } = await client.query<{ drop: string }>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop
       FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace`,
  );
  for (const { drop } of rows) await client.query(drop);
  if (service === 'settlement') await client.query('ALTER TABLE transfer DISABLE TRIGGER USER');
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gridsaga-invariants-'));
  const [port] = (await freePorts(1)) as [number];
  const dataFolder = join(folder, 'postgres');
  postgres = await startPostgres({ dataFolder, port, log: join(folder, 'postgres.log'), durable: false });
  await Promise.all(services.map(migrate));
}, 120_000);

afterAll(async () => {
  await Promise.all(Object.values(clients).map((client) => client.end()));
  await postgres.stop();
  await removePostgresData(join(folder, 'postgres'));
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  for (const service of services) {
    const left = await clients[service]?.query<{ sweep: string }>(sweepPrepared);
    for (const { sweep } of left?.rows ?? []) await sql(service, sweep);
  }
  await fill(sql);
});

const check = (
  log: Log = tinyLog(),
  expectations: Expectations = {},
  meanwhile: Plant['meanwhile'] = [],
  among: readonly Invariant[] = invariants,
): Promise<Verdict> =>
  checkWith(
    async (taker) => {
      await told(log)(taker);
      for (const [service, text] of meanwhile) await sql(service, text);
    },
    {
      tradingUrl: postgres.urlOf('trading'),
      meteringUrl: postgres.urlOf('metering'),
      settlementUrl: postgres.urlOf('settlement'),
    },
    expectations,
    among,
  );

const plants = [
  ...plantedMoney,
  ...plantedEnergy,
  ...plantedSagas,
  ...plantedFinals,
  ...plantedAudits,
  ...plantedInternals,
  ...plantedMessages,
  ...plantedEffects,
  ...plantedProposals,
  ...plantedTwoPhase,
  ...plantedBranches,
];

describe('the invariants', () => {
  it('hold in a small consistent world', async () => {
    expect(await check()).toEqual({ verdict: 'hold', findings: [] });
  });

  it('are each broken by a plant of this file', () => {
    expect([...new Set(plants.map(({ breaks }) => breaks))].sort()).toEqual(invariants.map(({ name }) => name).sort());
  });

  it.each(plants.map((plant) => [plant.breaks, plant.how, plant] as const))(
    '%s: %s is named',
    async (breaks, _, plant) => {
      for (const [service, text] of plant.sql ?? []) await sql(service, text);
      const among = invariants.filter(({ name }) => name === breaks);
      const log = (plant.log ?? ((same) => same))(tinyLog());
      const { verdict, findings } = await check(log, { leastCleared: 0 }, plant.meanwhile, among);
      expect(findings).not.toEqual([]);
      expect(findings.filter((finding) => !finding.startsWith(`${breaks}: `))).toEqual([]);
      expect(findings.filter((finding) => /could not be looked at|undefined|\[object|is NaN/.test(finding))).toEqual(
        [],
      );
      expect([verdict]).toEqual(among.map(({ means }) => (means === 'broken' ? 'broken' : 'unknown')));
    },
  );

  it.each([
    'every saga has ended',
    'the outboxes are empty',
    'every message is handled or parked',
    'no branch is left at metering, and no command waits for one',
  ])('are unknown, not broken, where the system has not drained: %s', async (name) => {
    const plant = plants.find(({ breaks }) => breaks === name);
    for (const [service, text] of plant?.sql ?? []) await sql(service, text);
    // A trade that is being undone is not told yet.
    const log = (plant?.log ?? ((same) => same))(tinyLog());
    const events = name === 'every saga has ended' ? log.events.filter(({ key }) => key !== rejectedTrade) : log.events;
    expect((await check({ ...log, events })).verdict).toBe('unknown');
  });

  it('hold where a step was skipped and its row corrected', async () => {
    const cleared = withSteps(clearedProgress, { 'post funds': { do: answered(5, 'skipped') } });
    const rejected = withSteps(rejectedProgress, {
      'book delivery': { do: answered(0), undo: answered(5, 'skipped') },
    });
    for (const [service, text] of [
      progress(clearedTrade, 'done', cleared),
      progress(rejectedTrade, 'undone', rejected),
    ])
      await sql(service, text);
    expect(await check()).toEqual({ verdict: 'hold', findings: [] });
  });

  it('hold where a proposal waits for its counterparty', async () => {
    await sql(...waitingProposal.sql);
    expect(await check(waitingProposal.log(tinyLog()))).toEqual({ verdict: 'hold', findings: [] });
  });

  it('are unknown where a saga is paused', async () => {
    const { ended: _ended, ...open } = rejectedProgress;
    const [service, text] = progress(rejectedTrade, 'undoing', { ...open, pausedAt: 1007 });
    await sql(service, text);
    const events = tinyLog().events.filter(({ key }) => key !== rejectedTrade);
    const { verdict, findings } = await check({ ...tinyLog(), events });
    expect(verdict).toBe('unknown');
    expect(findings).toEqual([expect.stringContaining('1 of them paused')]);
  });

  it('are unknown where too little succeeded', async () => {
    expect((await check(tinyLog(), { leastCleared: 2 })).verdict).toBe('hold');
    expect((await check(tinyLog(), { leastCleared: 3 })).verdict).toBe('unknown');
  });

  it('are unknown in an empty stack, unless nothing was expected', async () => {
    for (const service of services)
      await sql(
        service,
        service === 'trading' ? 'TRUNCATE saga, trade, global_transaction' : 'TRUNCATE branch_outcome',
      );
    await sql('metering', 'TRUNCATE booking, position');
    await sql('settlement', `TRUNCATE hold, transfer; UPDATE account SET posted = 0`);
    const log = tinyLog();
    const trades: readonly string[] = [topics.trades.name, topics.bookings.name, topics.transfers.name];
    const empty = { events: log.events.filter(({ topic }) => !trades.includes(topic)), parcels: [] };
    const { verdict, findings } = await check(empty);
    expect([verdict, findings]).toEqual(['unknown', [expect.stringContaining('too little succeeded to say anything')]]);
    expect(await check(empty, { leastCleared: 0 })).toEqual({ verdict: 'hold', findings: [] });
  });

  it('wait for somebody who has just come back', async () => {
    for (const [service, text] of justBack ?? []) await sql(service, text);
    const log = tinyLog();
    const { verdict } = await check({ ...log, events: log.events.filter(({ key }) => key !== rejectedTrade) });
    expect(verdict).toBe('unknown');
  });

  it('are broken where something of another system that the run prepared is gone', async () => {
    const { verdict, findings } = await check(tinyLog(), { untouched: [`${aForeignGid}/metering`] });
    expect([verdict, findings]).toEqual(['broken', [expect.stringContaining('stands untouched')]]);
  });

  it('show the rows', async () => {
    await sql('settlement', `UPDATE account SET held = 5 WHERE id = '${aSeller}'`);
    expect((await check()).findings[0]).toContain(`{"account":"${aSeller}","held":"5","total":null}`);
  });

  it('say what they look at and what a finding tells', () => {
    for (const { name, looksAt, otherwise } of invariants) {
      expect([name, looksAt]).toEqual([name, expect.stringMatching(/^(In|Of|Where|With) .{20}/su)]);
      expect([name, otherwise]).toEqual([name, expect.stringMatching(/^[A-Z].*\.$/u)]);
    }
  });

  it('hold beside parked messages where poison was planted', async () => {
    const [plant] = plants.filter(({ breaks }) => breaks === 'no message is parked');
    for (const [service, text] of plant?.sql ?? []) await sql(service, text);
    expect((await check(tinyLog(), { allowParked: true })).verdict).toBe('hold');
  });

  it.each([
    ['requeued', 'requeue'],
    ['dropped', 'drop'],
  ] as const)('hold where what was parked was %s by an operator', async (state, action) => {
    for (const service of services) await sql(service, settledParked(state, action));
    expect(await check()).toEqual({ verdict: 'hold', findings: [] });
  });

  it('say that they are unknown where a table, a database or the log cannot be read', async () => {
    await sql('metering', 'ALTER TABLE position RENAME TO elsewhere');
    const unread = await check();
    await sql('metering', 'ALTER TABLE elsewhere RENAME TO position');
    expect(unread.verdict).toBe('unknown');
    expect(unread.findings[0]).toContain('could not be looked at');

    const urls = {
      tradingUrl: 'postgres://127.0.0.1:1/x',
      meteringUrl: postgres.urlOf('metering'),
      settlementUrl: 'x',
    };
    expect((await checkWith(told(tinyLog()), urls)).verdict).toBe('unknown');
    const silent = (): never => {
      throw new Error('Kafka sent nothing');
    };
    const places = {
      tradingUrl: postgres.urlOf('trading'),
      meteringUrl: postgres.urlOf('metering'),
      settlementUrl: postgres.urlOf('settlement'),
    };
    expect(await checkWith(silent, places)).toEqual({
      verdict: 'unknown',
      findings: ['the system could not be looked at: Kafka sent nothing'],
    });
  });
});
