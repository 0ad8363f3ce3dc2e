import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../support/patience.js';
import { topics } from '#libs/contracts';
import type { ServiceName } from '../../local/services.js';
import { waitUntil } from '../../local/wait-until.js';
import { csvOf } from '../support/desk.js';
import { invariantsHold } from '../support/invariants-hold.js';
import { aParcel, type LooseProducer, looseProducer } from '../support/loose-producer.js';
import { aStrangeMessage, poison } from '../support/poison.js';
import { ownStack } from '../support/reachable-stack.js';
import { readTopic } from '../support/topic-listener.js';
import type { Listed, ParkedSeen, ProblemSeen } from '../support/what-is-seen.js';
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
    const last = aParcel([aStrangeMessage()]);
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

const settle = (id: string, action: 'requeue' | 'drop', json: unknown) =>
  world.http<ParkedSeen & ProblemSeen>('settlement', `/v1/parked/${id}/${action}`, { json });

const listed = async (filter: string): Promise<Listed<ParkedSeen>> =>
  (await world.http<Listed<ParkedSeen>>('settlement', `/v1/parked?${filter}`)).body;

const one = async (id: string): Promise<ParkedSeen> =>
  (await world.http<ParkedSeen>('settlement', `/v1/parked/${id}`)).body;

const firstOf = async (filter: string): Promise<ParkedSeen> => {
  const [first] = (await listed(filter)).items;
  if (!first) throw new Error(`nothing is parked for ${filter}`);
  return first;
};

describe('an operator', () => {
  it('sees what is parked, with the beginning of its body in a list and all of it by itself', async () => {
    const { items } = await listed('reason=v99');
    expect(items).toEqual([
      expect.objectContaining({
        ...{ kind: 'message', state: 'parked', version: 1, topic: topics.settlementCommands.name, settled: null },
        ...{ commandId: expect.stringMatching(/\/hold funds\/do$/), sagaId: expect.any(String) },
        body: expect.stringContaining('"type":"settlement.hold-funds.v99"'),
      }),
    ]);
    const all = (await listed('limit=1000')).items;
    const long = all.find(({ body }) => body.includes('xxx'));
    expect(long?.body).toHaveLength(2048);
    expect((await one(long?.id ?? '')).body.length).toBeGreaterThan(512 * 1024);
  });

  it('pages through it, each message once', async () => {
    const all = (await listed('limit=1000')).items.map(({ id }) => id);
    const seen: string[] = [];
    for (let after: string | null = '0'; after !== null; ) {
      const page = await listed(`limit=7&after=${after}`);
      seen.push(...page.items.map(({ id }) => id));
      after = page.next;
    }
    expect(seen).toEqual(all);
    expect(all.length).toBeGreaterThanOrEqual(poison.length);
  });

  it('drops it once, saying why, and the audit and the metrics tell of it', async () => {
    const waiting = async (): Promise<number> => {
      const { text } = await world.http('settlement', '/metrics');
      return Number(/^gridsaga_parked_messages\{.*\} (\d+)$/m.exec(text)?.[1]);
    };
    const before = await waiting();
    const { id } = await firstOf('reason=v99');
    const why = 'größer als v2 kennt hier niemand';
    const stale = await settle(id, 'drop', { version: 2, why });
    expect([stale.status, stale.body]).toEqual([
      409,
      expect.objectContaining({ type: 'urn:gridsaga:problem:changed-since', version: 1, seen: 2 }),
    ]);
    const dropped = await settle(id, 'drop', { version: 1, why });
    expect([dropped.status, dropped.body]).toEqual([
      200,
      expect.objectContaining({ id, state: 'dropped', version: 2, settled: expect.objectContaining({ why }) }),
    ]);
    for (const version of [1, 2]) {
      const again = await settle(id, 'drop', { version, why });
      expect([again.status, again.body.type, again.body.detail]).toEqual([
        409,
        'urn:gridsaga:problem:settled-already',
        'It was dropped by operator:operator already.',
      ]);
    }
    const audit = await world.http<Listed<object>>('settlement', `/v1/audit?of=parked/${id}`);
    expect(audit.body).toEqual({
      items: [
        expect.objectContaining({
          ...{ id: dropped.body.settled?.audit, who: 'operator:operator', action: 'drop', why, seen: 1 },
          details: expect.objectContaining({ topic: topics.settlementCommands.name, kind: 'message' }),
        }),
      ],
      next: null,
    });
    const csv = await world.http('settlement', '/v1/audit?action=drop', { headers: { accept: 'text/csv' } });
    expect(csv.text.split('\n')[0]).toBe('no,id,at,who,action,of,why,seen,details');
    expect(csv.text).toContain(why);
    expect(await waiting()).toBe(before - 1);
    expect((await listed('state=dropped')).items.map((row) => row.id)).toEqual([id]);
  });

  it('requeues a command that came too late to be remembered, and it is handled', async () => {
    const topic = topics.settlementCommands.name;
    const parcels = (await readTopic(world.stack.brokers, topic)).flatMap(({ value }) => {
      const text = String(value);
      return text.startsWith('{"id"') && text.includes('hold-funds.v1"') ? [JSON.parse(text)] : [];
    }) as { messages: { id: string; type: string }[] }[];
    const [command] = parcels.flatMap(({ messages }) => messages);
    const at = new Date(Date.now() - 20 * 86_400_000).toISOString();
    await producer.put(topic, { value: aParcel([command], { at }), partition: 3 });
    const filter = 'reason=older%20than%20the%20inbox&limit=1000';
    const late = await waitUntil(
      async () => (await listed(filter)).items.find(({ body }) => body.includes(command?.id ?? 'none')),
      { everyMs: 20, withinMs: 15_000, otherwise: () => 'it is not parked' },
    );
    const before = (await listed('limit=1000')).items.length;
    const requeued = await settle(late.id, 'requeue', { version: 1, why: 'the consumer stood still for weeks' });
    expect([requeued.status, requeued.body.state]).toEqual([200, 'requeued']);
    const audit = await world.http<Listed<{ details: { parcel: string } }>>(
      'settlement',
      `/v1/audit?of=parked/${late.id}`,
    );
    const parcel = audit.body.items[0]?.details.parcel;
    await waitUntil(
      async () =>
        (await world.query('settlement', 'SELECT FROM inbox WHERE parcel = $1', [parcel])).length || undefined,
      { everyMs: 20, withinMs: 15_000, otherwise: () => 'the new parcel is not handled' },
    );
    expect((await listed('limit=1000')).items).toHaveLength(before - 1);
  });

  it.each([
    ['/v1/parked', 'id'],
    ['/v1/audit', 'no'],
  ])('has %s as CSV too, page by page and without bodies', async (path, field) => {
    const { body } = await world.http<Listed<Record<string, string>>>('settlement', `${path}?limit=1000`);
    const seen: string[] = [];
    for (let page: string | undefined = '?limit=1'; page !== undefined; ) {
      const { headers, lines } = await csvOf(world, 'settlement', path + page, world.stack.keys.operator);
      for (const line of lines) expect(line).not.toHaveProperty('body');
      seen.push(...lines.map((line) => line[field] ?? ''));
      page = /^<(\?.*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
    }
    expect(seen).toEqual(body.items.map((item) => item[field]));
    expect(seen.length).toBeGreaterThan(1);
  });

  it('is told why something can only be dropped', async () => {
    const { id } = await firstOf('reason=not%20UTF-8');
    const { status, body } = await settle(id, 'requeue', { version: 1, why: 'let us try' });
    expect([status, body.type, body.detail]).toEqual([
      409,
      'urn:gridsaga:problem:bytes-were-lost',
      'It was no text, and its bytes were not kept; it can only be dropped.',
    ]);
  });

  it.each([
    ['no reason', { version: 1 }, '/why'],
    ['an empty reason', { version: 1, why: '  ' }, '/why'],
    ['a reason of two lines', { version: 1, why: 'one\ntwo' }, '/why'],
    ['a reason of a page', { version: 1, why: 'x'.repeat(501) }, '/why'],
    ['no version', { why: 'x' }, '/version'],
    ['a fraction', { version: 1.5, why: 'x' }, '/version'],
    ['something else', { version: 1, why: 'x', force: true }, '/force'],
  ])('is refused with %s', async (_, json, pointer) => {
    const { id } = await firstOf('limit=1');
    const { status, body } = await settle(id, 'drop', json);
    expect([status, body]).toEqual([422, expect.objectContaining({ errors: [expect.objectContaining({ pointer })] })]);
  });

  it.each([
    ['GET', '/v1/parked/999999999999', 404],
    ['POST', '/v1/parked/999999999999/drop', 404],
    ['GET', '/v1/parked/x', 400],
    ['GET', '/v1/parked?after=x', 400],
    ['GET', '/v1/parked?reason=%00', 400],
    ['GET', '/v1/audit?after=x', 400],
    ['GET', '/v1/audit?of=%00', 400],
  ] as const)('is answered to %s %s with %i', async (method, path, status) => {
    const json = method === 'POST' ? { json: { version: 1, why: 'x' } } : {};
    expect((await world.http('settlement', path, { method, ...json })).status).toBe(status);
  });

  it('is nobody else', async () => {
    const { id } = await firstOf('limit=1');
    const party = world.stack.keys.ofParty(pair.seller);
    for (const service of ['trading', 'metering', 'settlement'] as const)
      for (const [path, json] of [
        ['/v1/parked', undefined],
        [`/v1/parked/${id}`, undefined],
        [`/v1/parked/${id}/requeue`, { version: 1, why: 'x' }],
        [`/v1/parked/${id}/drop`, { version: 1, why: 'x' }],
        ['/v1/audit', undefined],
      ] as const)
        for (const key of [party, world.stack.keys.venue]) {
          const { status } = await world.http(service, path, { key, ...(json && { json }) });
          expect([service, path, status]).toEqual([service, path, 403]);
        }
    expect(await one(id)).toMatchObject({ state: 'parked', version: 1 });
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
