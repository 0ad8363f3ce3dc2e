import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import '../support/patience.js';
import { topics } from '#libs/contracts';
import type { ServiceName } from '../../local/services.js';
import { waitUntil } from '../../local/wait-until.js';
import { invariantsHold } from '../support/invariants-hold.js';
import { type LooseProducer, type LooseRecord, looseProducer } from '../support/loose-producer.js';
import { sharedStack } from '../support/reachable-stack.js';
import { readTopic } from '../support/topic-listener.js';
import { type Pair, World } from '../support/world.js';

let world: World;
let producer: LooseProducer;
beforeAll(async () => {
  world = new World(await sharedStack());
  producer = await looseProducer(world.stack.brokers);
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

interface SeenParcel {
  readonly id: string;
  readonly messages: readonly { readonly id: string; readonly attempt: number }[];
}

const parcelIn = ({ value }: { value: Buffer | null }): SeenParcel => JSON.parse(String(value)) as SeenParcel;

async function parcelsOf(topic: string, tradeId: string) {
  const records = await readTopic(world.stack.brokers, topic);
  return records.filter(({ value }) => String(value).includes(tradeId));
}

/** Waits until the service has taken note of every parcel. */
async function handled(service: ServiceName, ids: readonly string[]): Promise<void> {
  await waitUntil(
    async () => {
      const text = 'SELECT count(*)::int AS n FROM inbox WHERE parcel = ANY ($1::uuid[])';
      const [row] = await world.query<{ n: number }>(service, text, [ids]);
      return row?.n === new Set(ids).size ? true : undefined;
    },
    { everyMs: 25, withinMs: 15_000, otherwise: () => `${service} did not handle ${ids.length} parcels` },
  );
}

/** Everything that can be seen of a trade and of those who made it. */
const seen = async (id: string, { seller, buyer }: Pair) => ({
  trade: await world.trade(id),
  saga: await world.saga(id),
  hold: await world.hold(id),
  booking: await world.booking(id),
  transfers: await world.transfers(id),
  accounts: await Promise.all([seller, buyer].map((party) => world.account(party))),
  positions: await Promise.all([seller, buyer].map((party) => world.positions(party))),
});

/** Puts records on their topics again and waits until they, and the replies they cause, are handled. */
async function putAgain(id: string, again: (records: readonly LooseRecord[]) => LooseRecord[]): Promise<number> {
  let put = 0;
  for (const [topic, service] of readers) {
    const records = again((await parcelsOf(topic, id)).map(({ partition, value }) => ({ partition, value })));
    put += records.length;
    await producer.put(topic, ...records);
    await handled(
      service,
      records.map(({ value }) => parcelIn({ value: Buffer.from(value ?? '') }).id),
    );
  }
  const replies = await parcelsOf(topics.tradingReplies.name, id);
  await handled(
    'trading',
    replies.map((record) => parcelIn(record).id),
  );
  return put;
}

const freshlyPacked = ({ partition, value }: LooseRecord): LooseRecord => ({
  ...(partition !== undefined && { partition }),
  value: JSON.stringify({ ...parcelIn({ value: Buffer.from(value ?? '') }), id: randomUUID() }),
});

describe.each([
  ['cleared', {}],
  ['rejected', { buyerEur: '1' }],
] as const)('after a trade was %s', (state, options) => {
  let pair: Pair;
  let id: string;
  let before: Awaited<ReturnType<typeof seen>>;
  beforeAll(async () => {
    pair = await world.aPair(options);
    id = await world.submit(world.aTrade(pair));
    await world.waitForEnd(id);
    before = await seen(id, pair);
  });

  it('is what it is said to be', () => {
    expect(before.trade.state).toBe(state);
  });

  it.each<readonly [string, (records: readonly LooseRecord[]) => LooseRecord[]]>([
    ['the same parcels again', (records) => [...records]],
    ['the same messages in other parcels', (records) => records.map(freshlyPacked)],
    ['the same messages in other parcels and in reverse', (records) => records.map(freshlyPacked).reverse()],
    ['the same messages twice over', (records) => [...records, ...records].map(freshlyPacked)],
  ])('%s change nothing', async (_, again) => {
    expect(await putAgain(id, again)).toBeGreaterThanOrEqual(3);
    expect(await seen(id, pair)).toEqual(before);
  });
});

invariantsHold(() => world);
