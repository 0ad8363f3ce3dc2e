import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import kafkajs, { type Admin, type ProducerBatch, type RecordMetadata } from 'kafkajs';
import pg from 'pg';
import { noMetrics, Relay } from '#libs/messaging';
import { inDatabase } from '../support/database.js';
import { type CounterService, counterService, topicsOf } from './counter-service.js';
import { changesOf, countIn, parkedIn, repliesTo, totals } from './counter-traces.js';
import { add, type CounterWorld, counterWorld, until } from './counter-world.js';

let world: CounterWorld;
let admin: Admin;
beforeAll(async () => {
  world = await counterWorld();
  admin = new kafkajs.Kafka({ brokers: [world.kafka.brokers], logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
}, 120_000);
afterAll(async () => {
  await admin?.disconnect();
  await world?.end();
}, 60_000);

const keys = Array.from({ length: 12 }, (_, at) => `counter-${at}`);
const sortedKeys = [...keys].sort();
const service = 'bad-lane';
const { changes } = topicsOf(service);

describe('a topic that is gone', () => {
  let url: string;
  let counters: CounterService;
  const trouble: unknown[] = [];
  beforeAll(async () => {
    url = await world.database(service);
    counters = counterService({
      ...{ service, url, brokers: world.kafka.brokers, instance: `${service}-1` },
      onTrouble: (error, what) => void trouble.push(`${what}: ${String(error)}`),
    });
    await counters.start();
  }, 30_000);
  afterAll(() => counters?.stop());

  /** Asks the service by Kafka to add one to each counter, and waits until all of them stand at `total`. */
  async function addToAll(total: number): Promise<void> {
    const adds = keys.map((key) => add(service, key, 1, `${key} to ${total}`));
    await counters.messaging.shell.run({ tasks: [{ work: counters.asking, message: adds } as never] });
    await until(() => totals(url), Object.fromEntries(sortedKeys.map((key) => [key, total])));
  }
  const waiting = (): Promise<number> => countIn(url, `outbox WHERE topic = '${changes}'`);
  const others = (): Promise<number> => countIn(url, `outbox WHERE topic <> '${changes}'`);

  it('keeps nothing waiting but its own records', async () => {
    await addToAll(1);
    await until(waiting, 0);
    await admin.deleteTopics({ topics: [changes] });
    const startedAt = performance.now();
    for (const total of [2, 3, 4, 5]) await addToAll(total);
    await until(others, 0);
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    expect(await waiting()).toBeGreaterThan(0);
    expect((await repliesTo(world.kafka.brokers, service)).size).toBe(keys.length * 5);
    expect(trouble).toContainEqual(expect.stringContaining('a partition waits'));
  }, 30_000);

  it('gets them in order when it is well again, and then no lane waits', async () => {
    const before = await inDatabase<{ topic: string }>(url, `SELECT DISTINCT topic FROM outbox`);
    expect(before).toEqual([{ topic: changes }]);
    await admin.createTopics({ topics: [{ topic: changes, numPartitions: 4, replicationFactor: 1 }] });
    await until(waiting, 0);
    const all = await changesOf(world.kafka.brokers, service);
    // What was told before the topic went has gone with it.
    expect(all).toEqual(new Map(keys.map((key) => [key, [2, 3, 4, 5]])));
    expect(await parkedIn(url)).toEqual([]);
    const said = trouble.length;
    await addToAll(6);
    await until(() => countIn(url, 'outbox'), 0);
    expect(trouble.length).toBe(said);
  }, 30_000);
});

/** How a partition behaves to whoever sends to it: kafkajs leaves out one that it does not know, and says nothing. */
type Sickness = 'refuses' | 'is silent' | 'is left out';

describe.each<[Sickness, string]>([
  ['refuses', 'refusing'],
  ['is silent', 'silent'],
  ['is left out', 'left_out'],
])('a partition that %s', (sickness, name) => {
  const sent: string[] = [];
  let isSick = true;
  let url: string;
  let pool: pg.Pool;
  let relay: Relay;

  /** Takes what goes to any partition but the third. */
  async function sendBatch({ topicMessages = [] }: ProducerBatch): Promise<RecordMetadata[]> {
    const all = topicMessages.flatMap(({ messages }) => messages);
    const records = isSick && sickness === 'is left out' ? all.filter(({ partition }) => partition !== 2) : all;
    const toSick = records.some(({ partition }) => partition === 2);
    if (isSick && toSick && sickness === 'refuses')
      throw Object.assign(new Error('too few copies'), { type: 'NOT_ENOUGH_REPLICAS' });
    if (isSick && toSick) await new Promise(() => undefined);
    sent.push(...records.map(({ partition, value }) => `${partition}: ${String(value)}`));
    const partitions = new Set(records.map(({ partition = 0 }) => partition));
    return [...partitions].map((partition) => ({ topicName: 'events', partition, errorCode: 0 }));
  }
  const append = (from: number, until: number): Promise<unknown> =>
    inDatabase(
      url,
      `INSERT INTO outbox (topic, partition, open, body)
       SELECT 'events', n % 4, true, E'["key",{}]\\n' || n FROM generate_series($1::int, $2::int) AS n`,
      [from, until],
    );
  /** What has come to a partition, without what came again: a send that fails in part is repeated as a whole. */
  const numbersOf = (partition: number): number[] => [
    ...new Set(sent.filter((line) => line.startsWith(`${partition}: `)).map((line) => Number(line.slice(3)))),
  ];

  beforeAll(async () => {
    url = await world.database(name);
    pool = new pg.Pool({ connectionString: url, max: 4 });
    pool.on('error', () => undefined);
    const nothing = async (): Promise<void> => undefined;
    const sender = () => ({ connect: nothing, disconnect: nothing, sendBatch });
    relay = new Relay(pool, sender, noMetrics, () => undefined);
    await append(0, 39);
    await relay.start();
  }, 30_000);
  afterAll(async () => {
    await relay?.stop();
    await pool?.end();
  });

  it('waits alone, and whatever comes for the others goes on', async () => {
    const left = (): Promise<number> => countIn(url, 'outbox WHERE partition <> 2');
    await until(left, 0, 15_000);
    const startedAt = performance.now();
    await append(40, 79);
    relay.kick();
    await until(left, 0);
    // A try of the silent one takes four seconds.
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    const ofFour = Array.from({ length: 20 }, (_, at) => at * 4);
    for (const partition of [0, 1, 3]) expect(numbersOf(partition)).toEqual(ofFour.map((number) => number + partition));
    expect([numbersOf(2), await countIn(url, 'outbox')]).toEqual([[], 20]);
  }, 30_000);

  it('has its records in order when it takes them', async () => {
    isSick = false;
    await until(() => countIn(url, 'outbox'), 0, 15_000);
    expect(numbersOf(2)).toEqual(Array.from({ length: 20 }, (_, at) => at * 4 + 2));
  }, 30_000);
});
