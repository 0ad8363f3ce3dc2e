import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { inDatabase } from '../support/database.js';
import { aParcel, type LooseProducer, looseProducer } from '../support/loose-producer.js';
import { readTopic } from '../support/topic-listener.js';
import { type CounterOptions, type CounterService, counterService, topicsOf } from './counter-service.js';
import { changesOf, committedBy, countIn, parkedIn, repliesTo, totalOf, totals } from './counter-traces.js';
import { add, type CounterWorld, counterWorld, until } from './counter-world.js';

let world: CounterWorld;
let brokers: string;
let producer: LooseProducer;

beforeAll(async () => {
  world = await counterWorld();
  brokers = world.kafka.brokers;
  producer = await looseProducer(brokers);
}, 120_000);
afterAll(async () => {
  await producer?.close();
  await world?.end();
}, 60_000);

const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

/** A service that runs from here to the end of the block. */
function running(service: string, afterStatement?: CounterOptions['afterStatement']) {
  const here = { url: '', commands: topicsOf(service).commands, trouble: [] as unknown[] };
  let counters: CounterService | undefined;
  beforeAll(async () => {
    here.url = await world.database(service);
    const onTrouble = (error: unknown): void => void here.trouble.push(error);
    counters = counterService({
      ...{ service, url: here.url, brokers, instance: `${service}-1`, onTrouble },
      ...(afterStatement && { afterStatement }),
    });
    await counters.start();
  }, 30_000);
  afterAll(() => counters?.stop());
  return Object.assign(here, { counters: (): CounterService => counters as CounterService });
}

describe('a parcel', () => {
  const here = running('repeats');

  it('has its effect once, though it comes twice in a row and once more later', async () => {
    const value = aParcel([add('repeats', 'hot', 1), add('repeats', 'hot', 2)]);
    await producer.put(here.commands, { value }, { value });
    await until(() => totalOf(here.url, 'hot'), 3);
    await producer.put(here.commands, { value }, { value: aParcel([add('repeats', 'marker', 1)]) });
    await until(() => totalOf(here.url, 'marker'), 1);
    expect(await totals(here.url)).toEqual({ hot: 3, marker: 1 });
    expect(await changesOf(brokers, 'repeats')).toEqual(
      new Map([
        ['hot', [1, 2]],
        ['marker', [1]],
      ]),
    );
  });
});

describe('poison', () => {
  const here = running('poison');
  const good = add('poison', 'good', 1);

  it('is parked within a second, and the rest go on', async () => {
    const poison: [Buffer | string | null, string][] = [
      [null, 'the record is empty'],
      ['', 'the record is empty'],
      [aParcel([good]).slice(0, -20), 'is not JSON'],
      [Buffer.from([0x7b, 0xff, 0x7d]), 'the record is not UTF-8'],
      [aParcel([{ ...good, type: 'counters.multiply.v1' }]), 'type counters.multiply.v1 is not known'],
      [aParcel([good], { id: undefined }), 'the parcel has no id of UUID form'],
      [aParcel([good]).replace('{', '{"at":"2026-01-01T00:00:00Z",'), "stands twice at '/at'"],
      [aParcel([good], { at: '2026-02-30T25:00:00Z' }), 'does not say when it was written'],
      [aParcel([{ ...good, type: 'x'.repeat(1_000_000) }]), 'xxx is not known'],
      [Buffer.alloc(1_000_000, 'x'), 'is not JSON'],
    ];
    const startedAt = performance.now();
    for (const [value] of poison) await producer.put(here.commands, { value });
    await producer.put(here.commands, { value: aParcel([good]) });
    await until(() => totalOf(here.url, 'good'), 1);
    expect(performance.now() - startedAt).toBeLessThan(1000);
    const parked = await parkedIn(here.url);
    expect(parked.map(({ reason }) => reason)).toEqual(poison.map(([, reason]) => expect.stringContaining(reason)));
    await until(() => countIn(here.url, 'outbox'), 0);
    const told = (await readTopic(brokers, topicsOf('poison').parked)).map(
      ({ value }) => (JSON.parse(String(value)) as { readonly offset: string }).offset,
    );
    // A send to a topic that is new may be repeated as a whole.
    expect(new Set(told).size).toBe(poison.length);
  });
});

describe.each([
  ['that makes a rule throw', 'throwing', 0, 'adding nothing'],
  ['that the database refuses', 'refusing', -1000, 'violates check constraint'],
])('a message %s', (_, service, by, reason) => {
  const here = running(service);

  it('is parked alone, sends nothing, and its saga is answered', async () => {
    const adds = numbers(50).map((n) => add(service, `counter-${n % 5}`, n === 33 ? by : 1, `saga-${n}`));
    await producer.put(here.commands, { value: aParcel(adds.slice(0, 40)) }, { value: aParcel(adds.slice(40)) });
    await until(() => totals(here.url), {
      'counter-0': 10,
      'counter-1': 10,
      'counter-2': 10,
      'counter-3': 9,
      'counter-4': 10,
    });
    expect(await parkedIn(here.url)).toEqual([
      { kafka_offset: '0', index: 33, reason: expect.stringContaining(reason) },
    ]);
    await until(() => countIn(here.url, 'outbox'), 0);
    const answers = await repliesTo(brokers, service);
    expect(answers).toEqual(new Map(adds.map(({ id }, n) => [id, n === 33 ? 'refused' : 'accepted'])));
    const changes = await changesOf(brokers, service);
    expect(Object.fromEntries([...changes].map(([key, sequences]) => [key, sequences.length]))).toEqual(
      await totals(here.url),
    );
  });
});

describe('a batch that meets others', () => {
  let meet: (() => Promise<unknown>) | undefined;
  const here = running('meeting', (name) => {
    if (name !== 'counter-load') return undefined;
    const now = meet;
    meet = undefined;
    return now?.();
  });

  it('is tried again after a unique violation, and sees the row', async () => {
    meet = () => inDatabase(here.url, `INSERT INTO counter VALUES ('new', 100, 1)`);
    await producer.put(here.commands, { value: aParcel([add('meeting', 'new', 1)]) });
    await until(() => totalOf(here.url, 'new'), 101);
    // What kafkajs says while topics are new comes as text.
    const errors = here.trouble.filter((trouble) => typeof trouble === 'object');
    expect(errors).toEqual([expect.objectContaining({ code: '23505' })]);
    expect(await parkedIn(here.url)).toEqual([]);
  });

  it('is tried again when its connection is taken away in the middle', async () => {
    meet = () =>
      inDatabase(
        here.url,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = 'meeting-1' AND state = 'idle in transaction'`,
      );
    await producer.put(here.commands, { value: aParcel([add('meeting', 'cut', 1)]) });
    await until(() => totalOf(here.url, 'cut'), 1);
    expect(meet).toBeUndefined();
    expect(await parkedIn(here.url)).toEqual([]);
  });

  it('is in the database before Kafka’s offset moves', async () => {
    const moved = async (): Promise<number> => Math.max(0, await committedBy(brokers, 'meeting'));
    const before = await countIn(here.url, 'inbox');
    await until(moved, before);
    let meanwhile: number | undefined;
    meet = async () => {
      // Longer than two rounds of committing offsets.
      await pause(1200);
      meanwhile = await moved();
    };
    await producer.put(here.commands, { value: aParcel([add('meeting', 'slow', 1)]) });
    await until(() => totalOf(here.url, 'slow'), 1);
    expect(meanwhile).toBe(before);
    await until(moved, before + 1);
  });

  it('sends nothing when it is rolled back', async () => {
    const { messaging, adding } = here.counters();
    const tasks = [add('meeting', 'rolled back', 1), add('meeting', 'rolled back', 0)].map((message) => ({
      work: adding,
      message,
    }));
    await expect(messaging.shell.run({ tasks: tasks as never })).rejects.toThrow('adding nothing');
    await messaging.groups.submit(adding, add('meeting', 'marker', 1));
    await until(() => countIn(here.url, 'outbox'), 0);
    expect((await changesOf(brokers, 'meeting')).has('rolled back')).toBe(false);
    expect(await totalOf(here.url, 'rolled back')).toBeUndefined();
  });
});
