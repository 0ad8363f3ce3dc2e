import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { turnInboxDays } from '#libs/messaging';
import { inDatabase } from '../support/database.js';
import { readTopic } from '../support/topic-listener.js';
import { type CounterOptions, type CounterService, counterService, topicsOf } from './counter-service.js';
import { changesOf, committedBy, countIn, parkedIn, repliesTo, totalOf, totals } from './counter-traces.js';
import { add, type CounterWorld, counterWorld, until } from './counter-world.js';

let world: CounterWorld;
let brokers: string;

beforeAll(async () => {
  world = await counterWorld();
  brokers = world.kafka.brokers;
}, 120_000);
afterAll(async () => {
  // Those of a test that failed in the middle, too.
  await Promise.allSettled(services.map((service) => service.stop()));
  await world?.end();
}, 60_000);

const services: CounterService[] = [];
function service(options: Omit<CounterOptions, 'brokers'>): CounterService {
  const made = counterService({ ...options, brokers });
  services.push(made);
  return made;
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

describe('several instances', () => {
  let url: string;
  let twins: CounterService[];
  beforeAll(async () => {
    url = await world.database('twins');
    // Each relay dawdles at every third taking of records, so that the others could overtake it.
    const dawdling = (): ((name: string) => Promise<unknown> | undefined) => {
      let takes = 0;
      return (name) => (name === 'outbox-take-records' && ++takes % 3 === 0 ? pause(15) : undefined);
    };
    twins = ['twins-1', 'twins-2', 'twins-3'].map((instance) =>
      service({ service: 'twins', instance, url, afterStatement: dawdling() }),
    );
  });
  afterAll(() => Promise.all(twins.map((twin) => twin.stop())));

  it('turn the inbox’s days at once, and wait for nobody when nothing is to do', async () => {
    const days = (): Promise<unknown[]> =>
      inDatabase(url, `SELECT relname FROM pg_class WHERE relname ~ '^inbox_\\d{8}$' ORDER BY relname`);
    const turned = (): Promise<unknown> =>
      Promise.all(numbers(6).map((n) => turnInboxDays((twins[n % 3] as CounterService).pool, Date.now())));
    // The connections are there before the race for the days begins.
    await Promise.all(
      twins.flatMap(({ pool }) => [pool.query('SELECT pg_sleep(0.05)'), pool.query('SELECT pg_sleep(0.05)')]),
    );
    await turned();
    // Nine that are over, today and two to come.
    const made = await days();
    expect(made).toHaveLength(12);
    await inDatabase(
      url,
      `CREATE TABLE inbox_20200101 PARTITION OF inbox FOR VALUES FROM ('2020-01-01') TO ('2020-01-02')`,
    );
    await turned();
    expect(await days()).toEqual(made);
    // A batch under way holds its lock on the inbox; a day could not be made beside it.
    const batch = await (twins[0] as CounterService).pool.connect();
    await batch.query('BEGIN; LOCK TABLE inbox IN ROW EXCLUSIVE MODE');
    await turned();
    await batch.query('ROLLBACK');
    batch.release();
  });

  it('keep the order of each key’s events', async () => {
    await Promise.all(twins.map((twin) => twin.start({ consume: false })));
    for (const wave of numbers(30))
      await Promise.all(
        twins.flatMap(({ messaging, adding }, twin) =>
          numbers(10).map((n) =>
            messaging.groups.submit(adding, add('twins', `counter-${n}`, 1, `${wave}-${twin}-${n}`)),
          ),
        ),
      );
    await until(() => countIn(url, 'outbox'), 0);
    const inOrder = numbers(90).map((n) => n + 1);
    expect(await changesOf(brokers, 'twins')).toEqual(new Map(numbers(10).map((n) => [`counter-${n}`, inOrder])));
  }, 30_000);
});

describe('a process that is killed', () => {
  // What it leaves, as far as its death decides it: rows of the outbox with what was asked and what was answered, records
  // of the parcel, adds that were done, and the group's offset.
  const cases = [
    ['before-send', 'commands', { asked: 1, records: 0, done: 0, offset: -1 }],
    ['after-send', 'commands', { asked: 1, records: 1, offset: -1 }],
    ['before-commit', 'add', { answered: 0, records: 1, done: 0, offset: -1 }],
    ['after-commit', 'add', { answered: 2, records: 1, done: 3, offset: -1 }],
    ['before-offset', 'commands', { records: 1, done: 3, offset: -1 }],
  ] as const;

  it.each(cases)(
    'at %s of %s leaves nothing undone and nothing doubled',
    async (point, kind, left) => {
      const name = `killed-${point}`;
      const url = await world.database(name);
      const { commands } = topicsOf(name);
      const next = service({ service: name, instance: `${name}-2`, url });
      const adds = [1, 2, 4].map((by) => ({ ...add(name, 'counter', by), sagaId: 'one saga' }));
      const asking = { work: next.asking, message: adds };
      await next.messaging.shell.run({ tasks: [asking as never] });
      const crashAt = `${point}@${kind === 'add' ? 'counters.add.v1' : commands}`;
      const { signal } = await (await world.process(name, url, crashAt)).exited;
      expect(signal).toBe('SIGKILL');
      expect({
        asked: await countIn(url, `outbox WHERE topic = '${commands}'`),
        answered: await countIn(url, `outbox WHERE topic <> '${commands}'`),
        records: (await readTopic(brokers, commands)).length,
        done: await inDatabase<{ sequence: number }>(url, 'SELECT sequence FROM counter').then(
          ([row]) => row?.sequence ?? 0,
        ),
        offset: await committedBy(brokers, name),
      }).toMatchObject(left);

      await next.start();
      await until(() => totals(url), { counter: 7 });
      await until(() => countIn(url, 'outbox'), 0);
      const records = point === 'after-send' ? 2 : 1;
      await until(() => committedBy(brokers, name), records);
      await next.stop();
      expect(await readTopic(brokers, commands)).toHaveLength(records);
      expect(await totals(url)).toEqual({ counter: 7 });
      expect(await changesOf(brokers, name)).toEqual(new Map([['counter', [1, 2, 3]]]));
      expect(await repliesTo(brokers, name)).toEqual(new Map(adds.map(({ id }) => [id, 'accepted'])));
    },
    20_000,
  );
});

describe('a backlog', () => {
  it('of five thousand parcels drains when Kafka is back', async () => {
    const url = await world.database('backlog');
    const counters = service({ service: 'backlog', instance: 'backlog-1', url });
    await counters.start();
    await world.kafka.stop();
    const messages = JSON.stringify([add('backlog', 'counter', 1)]);
    await inDatabase(
      url,
      `INSERT INTO outbox (topic, partition, open, body)
       SELECT $1, n % 4, false, format('{"id":"%s","source":"test","at":"%s","messages":%s}', gen_random_uuid(), $2::text, $3::text)
       FROM generate_series(1, 5000) AS n`,
      [topicsOf('backlog').commands, new Date().toISOString(), messages],
    );
    await world.kafka.restart();
    await until(() => totalOf(url, 'counter'), 5000, 40_000);
    await until(() => countIn(url, 'outbox'), 0);
    expect([await parkedIn(url), await countIn(url, 'inbox')]).toEqual([[], 5000]);
    await counters.stop();
  }, 60_000);
});
