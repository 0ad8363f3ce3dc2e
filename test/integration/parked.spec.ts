import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import kafkajs from 'kafkajs';
import { Client } from 'pg';
import { messagingTables, type ParkedRow, parkedSettling, type SettleParked } from '#libs/messaging';
import { waitUntil } from '../../local/wait-until.js';
import { inDatabase } from '../support/database.js';
import { aParcel, type LooseProducer, looseProducer } from '../support/loose-producer.js';
import { readTopic, testKafka } from '../support/topic-listener.js';
import { type CounterService, counterService, topicsOf } from './counter-service.js';
import { countIn, repliesTo, totalOf } from './counter-traces.js';
import { add, type CounterWorld, counterWorld, until } from './counter-world.js';

const service = 'desk';
const topics = topicsOf(service);

let world: CounterWorld;
let brokers: string;
let url: string;
let producer: LooseProducer;
let counters: CounterService;
/** What the program's bug says to each message; none once it is mended. */
let bug: ((id: string) => boolean) | undefined;

beforeAll(async () => {
  world = await counterWorld();
  brokers = world.kafka.brokers;
  [producer, url] = await Promise.all([looseProducer(brokers), world.database(service)]);
  const faultOf = ({ id }: { id: string }): string | undefined => (bug?.(id) ? 'a bug' : undefined);
  counters = counterService({ service, url, brokers, instance: 'desk-1', copies: true, faultOf });
  await counters.start();
}, 120_000);
afterAll(async () => {
  await counters?.stop();
  await producer?.close();
  await world?.end();
}, 60_000);

const desk = () => counters.messaging.parked;

/** The one message that waits for somebody, as soon as it does. */
const waiting = (): Promise<ParkedRow> =>
  waitUntil(async () => (await desk().list({ state: 'parked', limit: 10 }))[0], {
    everyMs: 10,
    withinMs: 10_000,
    otherwise: () => 'nothing is parked',
  });

const settle = (as: SettleParked['as'], { id, version }: ParkedRow, who = 'operator:anna', at = desk()) => {
  const why = `it was ${as}`;
  return at.settle({ id, as, version, who, why, auditId: randomUUID(), parcelId: randomUUID() });
};

const audits = () => inDatabase(url, 'SELECT who, action, of, why, seen FROM audit ORDER BY no');

describe('a command that a bug made fail', () => {
  const command = add(service, 'mended', 7);

  it('is handled once the code is mended and an operator has requeued it', async () => {
    bug = (id) => id === command.id;
    await producer.put(topics.commands, { value: aParcel([add(service, 'beside', 1), command]), partition: 2 });
    const parked = await waiting();
    expect(parked).toMatchObject({
      ...{ kind: 'message', topic: topics.commands, partition: 2, index: 1, version: 1 },
      ...{ commandId: command.id, sagaId: command.sagaId, reason: 'a bug', body: JSON.stringify(command) },
    });
    expect(parked.stack).toContain('mustWork');

    bug = undefined;
    expect(await settle('requeued', parked)).toMatchObject({ answer: 'accepted', what: { state: 'requeued' } });
    await until(() => totalOf(url, 'mended'), 7);
    expect(await totalOf(url, 'beside')).toBe(1);
    // The first answer, by which nobody had to wait for the operator, and the one after it.
    await until(() => countIn(url, 'outbox'), 0);
    expect((await repliesTo(brokers, service)).get(command.id)).toBe('accepted');
  });

  it('came back on its own partition, in a parcel of its own, under its old id', async () => {
    const records = await readTopic(brokers, topics.commands);
    const parcels = records.map(({ partition, value }) => ({ partition, ...JSON.parse(String(value)) }));
    expect(parcels.at(-1)).toMatchObject({ partition: 2, source: 'desk-1', messages: [command] });
    expect(new Set(parcels.map(({ id }) => id)).size).toBe(2);
  });

  it('is in the audit: who, what, why', async () => {
    const [{ id } = { id: '' }] = await desk().list({ limit: 1 });
    expect(await audits()).toEqual([
      { who: 'operator:anna', action: 'requeue', of: `parked/${id}`, why: 'it was requeued', seen: 1 },
    ]);
  });

  it('is parked again, as another one, when the bug is still there', async () => {
    const other = add(service, 'not mended', 1);
    bug = (id) => id === other.id;
    await producer.put(topics.commands, { value: aParcel([other]) });
    const first = await waiting();
    await settle('requeued', first);
    const second = await waitUntil(async () => (await desk().list({ state: 'parked', limit: 2 }))[0], {
      everyMs: 10,
      withinMs: 10_000,
      otherwise: () => 'it is not parked again',
    });
    expect([second.commandId, second.id === first.id]).toEqual([other.id, false]);
    expect(await settle('dropped', second)).toMatchObject({ answer: 'accepted' });
  });
});

describe('a parked message', () => {
  it('is settled by one of two operators who decide at the same time', async () => {
    const command = add(service, 'raced', 1);
    bug = (id) => id === command.id;
    await producer.put(topics.commands, { value: aParcel([command]) });
    const parked = await waiting();
    bug = undefined;
    const elsewhere = counterService({ service, url, brokers, instance: 'desk-2' });
    const decisions = await Promise.all([
      settle('dropped', parked, 'operator:anna'),
      settle('dropped', parked, 'operator:otto', elsewhere.messaging.parked),
      settle('requeued', parked, 'operator:otto'),
    ]);
    await elsewhere.pool.end();
    expect(decisions.map(({ answer }) => answer).sort()).toEqual(['accepted', 'refused', 'refused']);
    expect(decisions.filter(({ answer }) => answer === 'refused')).toEqual(
      Array(2).fill({ answer: 'refused', because: expect.objectContaining({ reason: 'settled already', version: 2 }) }),
    );
    expect(await audits()).toHaveLength(4);
  });

  it('can only be dropped when the rows that would recognise it may be gone', async () => {
    const command = add(service, 'old', 1);
    bug = (id) => id === command.id;
    await producer.put(topics.commands, { value: aParcel([command]) });
    const parked = await waiting();
    bug = undefined;
    await inDatabase(url, `UPDATE parked SET parked_at = now() - interval '91 days' WHERE id = ${parked.id}`);
    const refusal = { reason: 'too old', ageDays: 91, mostDays: 90 };
    expect(await settle('requeued', parked)).toEqual({ answer: 'refused', because: refusal });
    expect(await settle('dropped', parked)).toMatchObject({ answer: 'accepted', what: { state: 'dropped' } });
    expect(await totalOf(url, 'old')).toBeUndefined();
  });
});

describe('a record that could not be read', () => {
  it('gives its messages back where it reads as a parcel now', async () => {
    await producer.put(topics.commands, { value: aParcel([add(service, 'unread', 3)], { id: 'no uuid' }) });
    const parked = await waiting();
    expect(parked).toMatchObject({ kind: 'record', reason: expect.stringContaining('no id') });
    expect(await settle('requeued', parked)).toMatchObject({ answer: 'accepted' });
    await until(() => totalOf(url, 'unread'), 3);
  });

  it.each([
    ['is no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'bytes were lost'],
    ['is no JSON', aParcel([]).slice(0, -3), 'no parcel'],
    ['holds no message', aParcel([]), 'no parcel'],
  ])('can only be dropped when it %s', async (_, value, reason) => {
    await producer.put(topics.commands, { value });
    const parked = await waiting();
    expect(await settle('requeued', parked)).toEqual({
      answer: 'refused',
      because: expect.objectContaining({ reason }),
    });
    expect(await settle('dropped', parked)).toMatchObject({ answer: 'accepted' });
  });
});

describe('an event of another service that could not be handled', () => {
  it('stays parked as long as it still cannot be, and is handled by the requeue once it can', async () => {
    bug = (id) => id === 'told/1';
    await counters.messaging.groups.submit(counters.adding, add(service, 'told', 5));
    const parked = await waiting();
    expect(parked).toMatchObject({ kind: 'event', topic: topics.changes, index: null, sagaId: null, reason: 'a bug' });
    const refusal = { reason: 'still cannot be handled', why: 'a bug' };
    expect(await settle('requeued', parked)).toEqual({ answer: 'refused', because: refusal });
    expect(await totalOf(url, 'copy of told')).toBeUndefined();

    bug = undefined;
    const sent = (await readTopic(brokers, topics.changes)).length;
    expect(await settle('requeued', parked)).toMatchObject({ answer: 'accepted', what: { state: 'requeued' } });
    expect(await totalOf(url, 'copy of told')).toBe(5);
    // It is its owner's to publish: nobody else is told again.
    expect(await countIn(url, 'outbox')).toBe(0);
    expect(await readTopic(brokers, topics.changes)).toHaveLength(sent);
  });

  it('changes nothing that a later one has changed meanwhile', async () => {
    bug = (id) => id === 'overtaken/1';
    await counters.messaging.groups.submit(counters.adding, add(service, 'overtaken', 1));
    await counters.messaging.groups.submit(counters.adding, add(service, 'overtaken', 2));
    await until(() => totalOf(url, 'copy of overtaken'), 3);
    bug = undefined;
    expect(await settle('requeued', await waiting())).toMatchObject({ answer: 'accepted' });
    expect(await totalOf(url, 'copy of overtaken')).toBe(3);
  });
});

describe('a parcel that the broker refuses', () => {
  it('is sent as it was once the broker takes it', async () => {
    const large = add(service, 'large', 9);
    const command = { ...large, body: { ...large.body, text: 'x'.repeat(1_200_000) } };
    const columns = 'INSERT INTO outbox (topic, partition, open, body)';
    const text = `${columns} VALUES ('${topics.commands}', 1, false, '${aParcel([command])}')`;
    await inDatabase(url, text);
    const parked = await waiting();
    expect(parked).toMatchObject({ kind: 'unsent parcel', reason: 'refused by the broker', partition: 1 });
    expect(Number(parked.offset)).toBeLessThan(0);
    // A list shows the beginning only.
    expect([parked.body.length, (await desk().one(parked.id))?.body.length]).toEqual([2048, aParcel([command]).length]);

    const admin = testKafka(brokers).admin();
    await admin.connect();
    const configEntries = [{ name: 'max.message.bytes', value: '4000000' }];
    const resources = [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topics.commands, configEntries }];
    await admin.alterConfigs({ validateOnly: false, resources }).finally(() => admin.disconnect());

    expect(await settle('requeued', parked)).toMatchObject({ answer: 'accepted' });
    await until(() => totalOf(url, 'large'), 9);
  });
});

describe('what was parked before anybody could settle it', () => {
  it('is told apart by what it was', async () => {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(`CREATE SCHEMA before; SET search_path = before; ${messagingTables}`);
    await client.query(
      `INSERT INTO parked (topic, partition, kafka_offset, index, reason, stack, body) VALUES
         ('a', 0, 1, 3, 'a bug', 'at', '{}'), ('a', 0, 2, NULL, 'a bug', 'at', '{}'), ('a', 0, 3, NULL, 'no', NULL, '{'),
         ('a', 0, -4, NULL, 'refused', NULL, '{"id":1}'), ('a', 0, -5, NULL, 'refused', NULL, '["key",{}]')`,
    );
    await client.query(parkedSettling);
    const { rows } = await client
      .query('SELECT kind, state, version FROM parked ORDER BY id')
      .finally(() => client.end());
    expect(rows).toEqual(
      ['message', 'event', 'record', 'unsent parcel', 'unsent records'].map((kind) => ({
        ...{ kind, state: 'parked', version: 1 },
      })),
    );
  });
});

describe('the list of parked messages', () => {
  const found = async (filter: object): Promise<string[]> =>
    (await desk().list({ limit: 100, ...filter })).map(({ commandId, kind }) => commandId ?? kind);

  it.each<[object, string[]]>([
    [{ state: 'parked' }, []],
    [{ topic: topics.changes }, ['event', 'event']],
    [{ reason: 'NO ID' }, ['record']],
    [{ reason: '%' }, []],
    [{ sagaId: 'old-1' }, ['old-1/add/do']],
    [{ topic: 'nothing' }, []],
  ])('of %j is %j', async (filter, expected) => {
    expect(await found(filter)).toEqual(expected);
  });

  it('goes on behind the last one that was read', async () => {
    const all = await desk().list({ limit: 100 });
    const [first, second] = all;
    expect((await desk().list({ limit: 1, after: first?.id })).map(({ id }) => id)).toEqual([second?.id]);
    expect(await desk().list({ limit: 100, after: all.at(-1)?.id })).toEqual([]);
  });
});
