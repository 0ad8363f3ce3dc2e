import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { topics } from '#libs/contracts';
import { messagingTables } from '#libs/messaging';
import { Ground1795219200000 } from '../../apps/metering/src/store/migrations/1795219200000-ground.js';
import { Ground1763596800000 } from '../../apps/settlement/src/store/migrations/1763596800000-ground.js';
import { Ground1764000000000 } from '../../apps/trading/src/store/migrations/1764000000000-ground.js';
import { freePorts } from '../../local/ports.js';
import { type LocalPostgres, startPostgres } from '../../local/postgres.js';
import { removePostgresData } from '../../local/postgres-place.js';
import { aBuyer, aHouseCode, anArea, aPlantCode, aSeller } from '../support/a-booking.js';
import { checkWith, invariants, type Verdict } from './check.js';
import type { Log, LoggedEvent } from './log.js';
import { type Service, services } from './snapshot.js';
import {
  clearedProgress,
  clearedTrade,
  fill,
  negativeTrade,
  parcels,
  quarterHour,
  rejectedProgress,
  rejectedTrade,
  tinyLog,
} from './tiny-world.js';

const migrations: Readonly<Record<Service, NonNullable<DataSourceOptions['migrations']>>> = {
  trading: [Ground1764000000000],
  metering: [Ground1795219200000],
  settlement: [Ground1763596800000],
};

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
  await client.query(`${messagingTables}; CREATE TABLE inbox_of_all_days PARTITION OF inbox DEFAULT`);
  const dataSource = new DataSource({
    type: 'postgres',
    url: postgres.urlOf(service),
    migrations: migrations[service],
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

beforeEach(() => fill(sql));

const check = (log: Log = tinyLog(), expectations = {}): Promise<Verdict> =>
  checkWith(
    () => log,
    {
      tradingUrl: postgres.urlOf('trading'),
      meteringUrl: postgres.urlOf('metering'),
      settlementUrl: postgres.urlOf('settlement'),
    },
    expectations,
  );

interface Plant {
  readonly breaks: string;
  readonly how: string;
  readonly sql?: readonly (readonly [Service, string])[];
  readonly log?: (log: Log) => Log;
}

const progress = (id: string, phase: string, to: object): readonly [Service, string] => [
  'trading',
  `UPDATE saga SET phase = '${phase}', progress = '${JSON.stringify(to)}' WHERE id = '${id}'`,
];

const withSteps = (of: { steps: object }, steps: object): object => ({ ...of, steps: { ...of.steps, ...steps } });

const atTrade = (id: string, change: (event: LoggedEvent) => Partial<LoggedEvent>) => (log: Log) => ({
  ...log,
  events: log.events.map((event) =>
    event.topic === topics.trades.name && event.key === id ? { ...event, ...change(event) } : event,
  ),
});

const saying = (event: LoggedEvent, change: object): Partial<LoggedEvent> => ({
  body: JSON.stringify({ ...(JSON.parse(event.body) as object), ...change }),
});

const again = (id: string, change: (event: LoggedEvent) => Partial<LoggedEvent>) => (log: Log) => ({
  ...log,
  events: [...log.events, ...atTrade(id, change)(log).events.filter((event) => event.key === id)],
});

const accepted = (askedAt: number, answeredAt: number) => ({ askedAt, asks: 1, answeredAt, answer: 'accepted' });

const money: readonly Plant[] = [
  {
    breaks: 'each transfer takes from one account what it gives to another',
    how: 'a transfer from an account to itself',
    sql: [
      [
        'settlement',
        `INSERT INTO transfer VALUES (gen_random_uuid(), 'deposit', 'bank', 'bank', 5, 'deposit', NULL, now())`,
      ],
    ],
  },
  {
    breaks: 'all accounts together have nothing',
    how: 'money out of nowhere',
    sql: [['settlement', `UPDATE account SET posted = posted + 1 WHERE id = '${aBuyer}'`]],
  },
  {
    breaks: 'the posted total of a party is the sum of its transfers',
    how: 'money moved from one party to the other without a transfer',
    sql: [
      [
        'settlement',
        `UPDATE account SET posted = posted + CASE id WHEN '${aBuyer}' THEN 1 ELSE -1 END WHERE kind = 'party'`,
      ],
    ],
  },
  {
    breaks: 'the posted total of a party is the sum of its transfers',
    how: 'a transfer to an account that does not exist',
    sql: [
      [
        'settlement',
        `INSERT INTO transfer VALUES (gen_random_uuid(), 'deposit', 'bank', 'nobody', 5, 'deposit', NULL, now())`,
      ],
    ],
  },
  {
    breaks: 'what an account holds is the sum of its open holds',
    how: 'money held for nothing',
    sql: [['settlement', `UPDATE account SET held = 5 WHERE id = '${aSeller}'`]],
  },
  {
    breaks: 'nobody holds less than nothing',
    how: 'more released than was held',
    sql: [['settlement', `UPDATE account SET held = -5 WHERE id = '${aSeller}'`]],
  },
  {
    breaks: 'free money stays above the credit limit, unless the account has been changed by an operator',
    how: 'a deposit that was never made',
    sql: [['settlement', `UPDATE account SET posted = posted - 100000000 WHERE id = '${aBuyer}'`]],
  },
  {
    breaks: 'clearing keeps nothing: it gives whatever it takes, trade by trade',
    how: 'a payee who was not paid',
    sql: [['settlement', `DELETE FROM transfer WHERE "of" = '${clearedTrade}' AND part = 'pay out'`]],
  },
  {
    breaks: 'only a posted hold moves money for a trade',
    how: 'a transfer for a hold that was voided',
    sql: [['settlement', `UPDATE hold SET state = 'voided' WHERE id = '${clearedTrade}'`]],
  },
  {
    breaks: 'a cleared trade has a posted hold on its own terms',
    how: 'a hold that is still held',
    sql: [['settlement', `UPDATE hold SET state = 'held' WHERE id = '${negativeTrade}'`]],
  },
  {
    breaks: 'a cleared trade has a posted hold on its own terms',
    how: 'a hold at another price',
    sql: [['settlement', `UPDATE hold SET price_cents_per_mwh = 1 WHERE id = '${clearedTrade}'`]],
  },
  {
    breaks: 'a cleared trade has moved its price times its energy once, and both fees',
    how: 'a price paid by the wrong side',
    sql: [
      ['settlement', `UPDATE transfer SET debit = '${aBuyer}' WHERE "of" = '${negativeTrade}' AND part = 'pay in'`],
    ],
  },
  {
    breaks: 'a cleared trade has moved its price times its energy once, and both fees',
    how: 'a price paid twice',
    sql: [
      [
        'settlement',
        `INSERT INTO transfer VALUES ('${clearedTrade}', 'pay in again', '${aBuyer}', 'clearing', 10000000, 'energy', NULL, now()),
                                     ('${clearedTrade}', 'pay out again', 'clearing', '${aSeller}', 10000000, 'energy', NULL, now())`,
      ],
    ],
  },
  {
    breaks: 'a cleared trade has moved its price times its energy once, and both fees',
    how: 'a fee that was not taken',
    sql: [['settlement', `DELETE FROM transfer WHERE "of" = '${clearedTrade}' AND part = 'seller fee'`]],
  },
  {
    breaks: 'a rejected trade has nothing held and nothing posted',
    how: 'a hold that nobody gave back',
    sql: [['settlement', `UPDATE hold SET state = 'held' WHERE id = '${rejectedTrade}'`]],
  },
  {
    breaks: 'a hold is as far as its saga lets it be',
    how: 'a hold without a saga',
    sql: [['settlement', `UPDATE hold SET id = gen_random_uuid() WHERE id = '${rejectedTrade}'`]],
  },
  {
    breaks: 'a hold is as far as its saga lets it be',
    how: 'a hold that is posted before the pivot',
    sql: [progress(clearedTrade, 'doing', { startedAt: 1000, steps: {} })],
  },
];

const energy: readonly Plant[] = [
  {
    breaks: 'a position is the sum of its bookings',
    how: 'energy booked for nothing',
    sql: [
      [
        'metering',
        `UPDATE position SET pending_sold_wh = 100 WHERE side = '${aPlantCode}' AND quarter_hour = ${quarterHour}`,
      ],
    ],
  },
  {
    breaks: 'a position is the sum of its bookings',
    how: 'a position that is missing',
    sql: [['metering', `DELETE FROM position WHERE side = '${aBuyer}/${anArea}'`]],
  },
  {
    breaks: 'no counter of a position is negative',
    how: 'more given back than was booked',
    sql: [['metering', `UPDATE position SET pending_bought_wh = -1 WHERE side = '${aHouseCode}'`]],
  },
  {
    breaks: 'a side sells and buys, net, no more than it can inject and consume, unless its limits have been changed',
    how: 'a plant that sold more than it makes',
    sql: [['metering', `UPDATE side SET injection_w = 3999 WHERE key = '${aPlantCode}'`]],
  },
  {
    breaks: 'a side sells and buys, net, no more than it can inject and consume, unless its limits have been changed',
    how: 'pending purchases that count on a sale which is not firm',
    sql: [
      [
        'metering',
        `UPDATE position SET pending_bought_wh = 4001, pending_sold_wh = 1 WHERE side = '${aHouseCode}' AND quarter_hour = ${quarterHour}`,
      ],
    ],
  },
  {
    breaks: 'what is sold is bought, in each quarter hour',
    how: 'energy bought of nobody',
    sql: [['metering', `UPDATE position SET firm_bought_wh = 401 WHERE side = '${aBuyer}/${anArea}'`]],
  },
  {
    breaks: 'a cleared trade has one firm booking on both sides, of its own energy',
    how: 'a booking that is still pending',
    sql: [['metering', `UPDATE booking SET state = 'pending' WHERE id = '${clearedTrade}'`]],
  },
  {
    breaks: 'a cleared trade has one firm booking on both sides, of its own energy',
    how: 'the same energy in unequal parts',
    sql: [['metering', `UPDATE booking SET energies_wh = '{500,1500}' WHERE id = '${clearedTrade}'`]],
  },
  {
    breaks: 'a rejected trade has nothing booked',
    how: 'a booking that nobody gave back',
    sql: [['metering', `UPDATE booking SET state = 'pending' WHERE id = '${rejectedTrade}'`]],
  },
  {
    breaks: 'a booking is as far as its saga lets it be',
    how: 'a booking without a saga',
    sql: [['metering', `UPDATE booking SET id = gen_random_uuid() WHERE id = '${rejectedTrade}'`]],
  },
];

const sagas: readonly Plant[] = [
  {
    breaks: 'each trade has its saga and each saga its trade',
    how: 'a trade that was forgotten',
    sql: [['trading', `DELETE FROM saga WHERE id = '${rejectedTrade}'`]],
  },
  {
    breaks: 'a saga is in the phase that its progress says',
    how: 'a phase that nobody wrote down',
    sql: [['trading', `UPDATE saga SET phase = 'finishing' WHERE id = '${clearedTrade}'`]],
  },
  {
    breaks: 'no saga is both cleared and undone',
    how: 'an undo after the pivot',
    sql: [
      progress(
        clearedTrade,
        'done',
        withSteps(clearedProgress, { 'hold funds': { do: accepted(1000, 1005), undo: accepted(1006, 1007) } }),
      ),
    ],
  },
  {
    breaks: 'a cleared trade has done every step',
    how: 'an end without the delivery made firm',
    sql: [
      progress(
        clearedTrade,
        'done',
        withSteps(clearedProgress, { 'firm delivery': { do: { askedAt: 1005, asks: 1 } } }),
      ),
    ],
  },
  {
    breaks: 'nothing is finished before the pivot is accepted',
    how: 'money asked to be posted while all is undone',
    sql: [
      progress(rejectedTrade, 'undone', withSteps(rejectedProgress, { 'post funds': { do: accepted(1005, 1006) } })),
    ],
  },
  {
    breaks: 'a rejected trade has undone every step that it asked for',
    how: 'a silent step that was not undone',
    sql: [
      progress(
        rejectedTrade,
        'undone',
        withSteps(rejectedProgress, { 'book delivery': { do: { askedAt: 1000, asks: 3 } } }),
      ),
    ],
  },
  {
    breaks: 'only what was asked for is undone, and later',
    how: 'an undo of what was never asked',
    sql: [
      progress(
        rejectedTrade,
        'undone',
        withSteps(rejectedProgress, { 'book delivery': { undo: accepted(1005, 1006) } }),
      ),
    ],
  },
  {
    breaks: 'steps are undone in the reverse order of their groups',
    how: 'a first group that is undone before the second',
    sql: [
      progress(
        rejectedTrade,
        'undone',
        withSteps(rejectedProgress, { 'book delivery': { do: accepted(1003, 1004), undo: accepted(1006, 1009) } }),
      ),
    ],
  },
  {
    breaks: 'no saga is stuck',
    how: 'a post that was refused',
    sql: [
      progress(clearedTrade, 'finishing', {
        ...withSteps(clearedProgress, {
          'post funds': { do: { askedAt: 1005, asks: 2, answeredAt: 1006, answer: 'refused' } },
        }),
        ended: undefined,
      }),
    ],
  },
  {
    breaks: 'an open saga is woken again, unless it is stuck',
    how: 'an open saga without a deadline',
    sql: [progress(rejectedTrade, 'undoing', { ...rejectedProgress, ended: undefined })],
  },
  {
    breaks: 'every saga has ended',
    how: 'a saga that waits for an answer',
    sql: [
      progress(rejectedTrade, 'undoing', { ...rejectedProgress, ended: undefined }),
      ['trading', `UPDATE saga SET due_at = now() WHERE id = '${rejectedTrade}'`],
    ],
  },
];

const messages: readonly Plant[] = [
  ...services.map((service) => ({
    breaks: 'the outboxes are empty',
    how: `a parcel that ${service} never sent`,
    sql: [[service, `INSERT INTO outbox (topic, partition, open, body) VALUES ('somewhere', 0, false, '{}')`] as const],
  })),
  ...services.map((service) => ({
    breaks: 'every message is handled or parked once its consumer is past it',
    how: `an offset that ${service} committed before its database`,
    sql: [[service, `DELETE FROM inbox WHERE parcel = '${parcels[service]}'`] as const],
  })),
  {
    breaks: 'every message is handled or parked once its consumer is past it',
    how: 'a record that is no parcel and that nobody parked',
    log: (log) => ({ ...log, parcels: log.parcels.map((parcel) => ({ ...parcel, id: undefined })) }),
  },
  {
    breaks: 'every message is handled or parked',
    how: 'a parcel that its consumer has not come to',
    sql: [['metering', 'TRUNCATE inbox']],
    log: (log) => ({ ...log, parcels: log.parcels.map((parcel) => ({ ...parcel, passed: false })) }),
  },
  ...services.map((service) => ({
    breaks: 'no message is parked',
    how: `a message that ${service} could not read`,
    sql: [
      [
        service,
        `INSERT INTO parked (topic, partition, kafka_offset, reason, body) VALUES ('somewhere', 0, 7, 'is no JSON', '{')`,
      ] as const,
    ],
  })),
  {
    breaks: 'every public event keeps its contract',
    how: 'a body that is cut off',
    log: atTrade(clearedTrade, () => ({ body: '{' })),
  },
  {
    breaks: 'every public event keeps its contract',
    how: 'a key that is not the subject',
    log: atTrade(clearedTrade, () => ({ key: 'x' })),
  },
  {
    breaks: 'every public event keeps its contract',
    how: 'energy as text',
    log: atTrade(clearedTrade, (event) => saying(event, { energyWh: '2000' })),
  },
  {
    breaks: 'an event that comes again says the same again',
    how: 'an id that was used twice',
    log: again(clearedTrade, (event) => saying(event, { agreedAt: '2026-05-02T10:00:00Z' })),
  },
  {
    breaks: 'the events of a key are in sequence, without a gap',
    how: 'a first event that was lost',
    log: atTrade(clearedTrade, (event) => saying(event, { sequence: 2 })),
  },
  {
    breaks: 'every trade that has ended is told to everyone, once',
    how: 'an event that was lost',
    log: (log) => ({ ...log, events: log.events.filter(({ key }) => key !== rejectedTrade) }),
  },
  {
    breaks: 'every trade that has ended is told to everyone, once',
    how: 'a trade that ended twice',
    log: again(clearedTrade, (event) => ({
      ...saying(event, { sequence: 2 }),
      attributes: { ...event.attributes, id: 'another' },
    })),
  },
  {
    breaks: 'what everyone is told of a trade is so',
    how: 'an event of a trade whose saga goes on',
    sql: [progress(clearedTrade, 'finishing', { ...clearedProgress, ended: undefined })],
  },
  {
    breaks: 'what everyone is told of a trade is so',
    how: 'another price',
    log: atTrade(clearedTrade, (event) => saying(event, { priceCentsPerMWh: 4999 })),
  },
  {
    breaks: 'whatever is registered is told to everyone, and nothing else',
    how: 'a party that nobody was told of',
    log: (log) => ({
      ...log,
      events: log.events.filter(({ topic, key }) => topic !== topics.parties.name || key !== aSeller),
    }),
  },
  {
    breaks: 'whatever is registered is told to everyone, and nothing else',
    how: 'an account that was told of and is not there',
    sql: [['settlement', `DELETE FROM account WHERE id = '${aBuyer}'`]],
  },
  {
    breaks: 'every party has its account and its copy in metering',
    how: 'a copy that did not arrive',
    sql: [['metering', `DELETE FROM party_copy WHERE eic = '${aBuyer}'`]],
  },
];

const plants: readonly Plant[] = [...money, ...energy, ...sagas, ...messages];

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
      const { verdict, findings } = await check((plant.log ?? ((log) => log))(tinyLog()));
      expect(findings.filter((finding) => finding.startsWith(`${breaks}: `))).not.toEqual([]);
      expect(findings.filter((finding) => /could not be looked at|undefined|\[object/.test(finding))).toEqual([]);
      const means = invariants.find(({ name }) => name === breaks)?.means;
      expect(verdict === 'broken' || (means === 'not drained' && verdict === 'unknown')).toBe(true);
    },
  );

  it.each(['every saga has ended', 'the outboxes are empty', 'every message is handled or parked'])(
    'are unknown, not broken, where the system has not drained: %s',
    async (name) => {
      const plant = plants.find(({ breaks }) => breaks === name);
      for (const [service, text] of plant?.sql ?? []) await sql(service, text);
      // A trade that is being undone is not told yet.
      const log = (plant?.log ?? ((same) => same))(tinyLog());
      const events =
        name === 'every saga has ended' ? log.events.filter(({ key }) => key !== rejectedTrade) : log.events;
      expect((await check({ ...log, events })).verdict).toBe('unknown');
    },
  );

  it('are unknown where too little succeeded', async () => {
    expect((await check(tinyLog(), { leastCleared: 2 })).verdict).toBe('hold');
    expect((await check(tinyLog(), { leastCleared: 3 })).verdict).toBe('unknown');
  });

  it('hold beside parked messages where poison was planted', async () => {
    const [plant] = plants.filter(({ breaks }) => breaks === 'no message is parked');
    for (const [service, text] of plant?.sql ?? []) await sql(service, text);
    expect((await check(tinyLog(), { allowParked: true })).verdict).toBe('hold');
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
    expect((await checkWith(tinyLog, urls)).verdict).toBe('unknown');
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
