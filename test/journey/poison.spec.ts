import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import '../support/patience.js';
import { topics } from '#libs/contracts';
import type { ServiceName } from '../../local/services.js';
import { waitUntil } from '../../local/wait-until.js';
import { invariantsHold } from '../support/invariants-hold.js';
import { aParcel, type LooseProducer, type LooseRecord, looseProducer } from '../support/loose-producer.js';
import { ownStack } from '../support/reachable-stack.js';
import { readTopic } from '../support/topic-listener.js';
import { type Pair, World } from '../support/world.js';

let world: World;
let producer: LooseProducer;
let pair: Pair;
beforeAll(async () => {
  // Of its own: what is parked stays listed until a person looks at it.
  world = new World((await ownStack()).reachable);
  producer = await looseProducer(world.stack.brokers);
  pair = await world.aPair({ sellerEur: '100000', buyerEur: '100000' });
  await world.waitForEnd(await world.submit(world.aTrade(pair, { energyWh: 4 })));
});
afterAll(async () => {
  await producer.close();
  await world.stack.leave();
});

const aMessage = (other: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => {
  const sagaId = randomUUID();
  const id = `${sagaId}/hold funds/do`;
  const replyTo = topics.tradingReplies.name;
  return { id, type: 'nobody.knows-this.v9', key: 'a', sagaId, attempt: 1, replyTo, body: {}, ...other };
};

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

/** Records that nobody can read, and parcels whose only message nobody can handle. Each is to be parked as one row. */
const poison: readonly (readonly [string, LooseRecord['value']])[] = [
  ['null', null],
  ['nothing', ''],
  ['white space', ' \n'],
  ['truncated JSON', aParcel([aMessage()]).slice(0, -7)],
  ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
  ['a NUL', Buffer.from([0])],
  ['a number', '17'],
  ['a text', '"parcel"'],
  ['a list', '[]'],
  ['JSON null', 'null'],
  ['a parcel without an id', aParcel([aMessage()], { id: undefined })],
  ['a parcel whose id is no UUID', aParcel([aMessage()], { id: '1; DROP TABLE inbox' })],
  ['a parcel of no time', aParcel([aMessage()], { at: 'yesterday' })],
  ['a parcel of long ago', aParcel([aMessage()], { at: '2020-01-01T00:00:00.000Z' })],
  ['a parcel of the future', aParcel([aMessage()], { at: '2999-01-01T00:00:00.000Z' })],
  ['a parcel without messages', aParcel([])],
  ['messages that are no list', aParcel({ 0: aMessage() })],
  ['a key twice', aParcel([aMessage()]).replace('"source"', '"id":"0198c0de-0000-7000-8000-000000000001","source"')],
  ['__proto__', aParcel([aMessage()]).replace('"body":{}', '"body":{"__proto__":{"admin":true}}')],
  ['a number beyond all numbers', aParcel([aMessage()]).replace('"attempt":1', '"attempt":1e400')],
  ['a number that is not exact', aParcel([aMessage()]).replace('"attempt":1', '"attempt":9007199254740993')],
  ['a depth of a thousand lists', aParcel([aMessage()]).replace('"body":{}', `"body":${nested(1_000)}`)],
  ['a depth of a hundred thousand lists', nested(100_000)],
  ['a message that is null', aParcel([null])],
  ['a message that is a number', aParcel([1])],
  ['a message without a type', aParcel([aMessage({ type: undefined })])],
  ['an unknown version', aParcel([aMessage({ type: 'settlement.hold-funds.v99' })])],
  ['a message without a saga', aParcel([aMessage({ sagaId: undefined, key: undefined })])],
  ['a reply to nobody', aParcel([aMessage({ type: 'saga.reply.v1', re: 'nothing', answer: 'perhaps' })])],
  ['half a megabyte of text', aParcel([aMessage({ body: { text: 'x'.repeat(512 * 1024) } })])],
];

const readers: readonly (readonly [string, ServiceName])[] = [
  [topics.settlementCommands.name, 'settlement'],
  [topics.meteringCommands.name, 'metering'],
  [topics.tradingReplies.name, 'trading'],
];

const parkedIn = (service: ServiceName, topic: string) =>
  world.query<{ partition: number; offset: string; reason: string }>(
    service,
    'SELECT partition, kafka_offset AS offset, reason FROM parked WHERE topic = $1 ORDER BY id',
    [topic],
  );

describe.each(readers)('poison on %s', (topic, service) => {
  it('is parked within a second, each with its reason, and a trade clears beside it', async () => {
    const putAtMs = performance.now();
    await producer.put(
      topic,
      ...poison.map(([, value], at) => ({ value, partition: at % topics.tradingReplies.partitions })),
    );
    const clearing = world.submit(world.aTrade(pair, { energyWh: 4 })).then((id) => world.waitForEnd(id));
    const parked = await waitUntil(
      async () => {
        const rows = await parkedIn(service, topic);
        return rows.length >= poison.length ? rows : undefined;
      },
      { everyMs: 20, withinMs: 15_000, otherwise: () => `not all poison on ${topic} is parked` },
    );
    expect(performance.now() - putAtMs).toBeLessThan(1000);
    expect(parked).toHaveLength(poison.length);
    for (const { reason } of parked) expect(reason).toMatch(/\w{3}/);
    expect(await clearing).toMatchObject({ state: 'cleared' });
  });

  it('is told to whoever watches the parked topic', async () => {
    const records = await readTopic(world.stack.brokers, `${service}.parked.v1`);
    const told = records.map(({ value }) => JSON.parse(String(value)) as { topic: string; reason: string });
    expect(told.filter((one) => one.topic === topic)).toHaveLength(poison.length);
  });

  it('is parked once, however often it is read', async () => {
    const before = await parkedIn(service, topic);
    const last = aParcel([aMessage()]);
    await producer.put(topic, { value: last, partition: 0 }, { value: last, partition: 0 });
    const after = await waitUntil(
      async () => {
        const rows = await parkedIn(service, topic);
        return rows.length > before.length ? rows : undefined;
      },
      { everyMs: 20, withinMs: 15_000, otherwise: () => 'it is not parked' },
    );
    expect(after.length - before.length).toBeLessThanOrEqual(2);
  });
});

// Before the log of public events is spoilt as well, which no invariant forgives.
invariantsHold(() => world, { leastCleared: 4, allowParked: true });

describe('poison among public events', () => {
  it('is parked by both readers, and parties go on arriving', async () => {
    const topic = topics.parties.name;
    const headers = { ce_id: 'a', ce_subject: 'a', ce_time: new Date().toISOString(), ce_specversion: '1.0' };
    const known = { ...headers, ce_type: 'gridsaga.party.registered.v1' };
    await producer.put(
      topic,
      { value: null },
      { value: '{}' },
      { value: '{}', headers: known },
      { value: '{"eic":"nobody"', headers: known },
    );
    await world.aPair();
    for (const service of ['settlement', 'metering'] as const) expect(await parkedIn(service, topic)).toHaveLength(4);
  });

  it('of another type or a later version is nobody’s business, and not parked', async () => {
    const topic = topics.parties.name;
    const headers = { ce_id: 'b', ce_subject: 'b', ce_time: new Date().toISOString(), ce_specversion: '1.0' };
    await producer.put(topic, { value: '{}', headers: { ...headers, ce_type: 'gridsaga.party.registered.v2' } });
    await world.aPair();
    for (const service of ['settlement', 'metering'] as const) expect(await parkedIn(service, topic)).toHaveLength(4);
  });
});
