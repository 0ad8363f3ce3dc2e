import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import '../support/patience.js';
import { topics } from '#libs/contracts';
import { waitUntil } from '../../local/wait-until.js';
import { type EventClient, listen } from '../support/event-client.js';
import { sharedStack } from '../support/reachable-stack.js';
import { type Pair, World } from '../support/world.js';

let world: World;
let pair: Pair;
const clients: EventClient[] = [];
beforeAll(async () => {
  world = new World(await sharedStack());
  pair = await world.aPair();
});
afterEach(() => Promise.all(clients.splice(0).map((client) => client.leave())));
afterAll(() => world.stack.leave());

const stream = async (path: string, key: string, lastEventId?: string): Promise<EventClient> => {
  const client = await listen(world.stack.urls.trading + path, key, lastEventId);
  clients.push(client);
  return client;
};
const ofParty = (party: string): string => world.stack.keys.ofParty(party);
const steps = (client: EventClient): string[] =>
  client.events
    .filter(({ event }) => event === 'step')
    .map(({ data }) => [data['step'], data['direction'], data['answer']].join(' '));
const tradeIds = (client: EventClient): string[] => client.events.map(({ data }) => String(data['tradeId']));

describe("one trade's stream", () => {
  it('tells the whole timeline and ends with the trade', async () => {
    const id = await world.submit(world.aTrade(pair));
    const client = await stream(`/v1/trades/${id}/events`, ofParty(pair.seller));
    await client.ended;
    expect(new Set(steps(client).filter((step) => !step.endsWith('awaited')))).toEqual(
      new Set(await world.timeline(id)),
    );
    expect(client.events.at(-1)).toMatchObject({ event: 'trade', id: '6', data: { tradeId: id, state: 'cleared' } });
  });

  it('goes on behind the last event, and is over for whoever has seen the end', async () => {
    const id = await world.submit(world.aTrade(pair));
    await world.waitForEnd(id);
    const later = await stream(`/v1/trades/${id}/events`, ofParty(pair.buyer), '3');
    await later.ended;
    expect(later.events.map(({ event, data }) => [event, data['number']])).toEqual([
      ['step', 4],
      ['step', 5],
      ['trade', undefined],
    ]);
    expect((await stream(`/v1/trades/${id}/events`, ofParty(pair.buyer), '6')).status).toBe(204);
    const wrong = await stream(`/v1/trades/${id}/events`, ofParty(pair.buyer), '7');
    expect(wrong).toMatchObject({
      status: 400,
      problem: { detail: expect.stringContaining('from 0 to 6') as unknown },
    });
  });

  it('tells what is awaited, and how it was answered to a client that lost its connection meanwhile', async () => {
    world.stack.freeze('settlement');
    try {
      const id = await world.submit(world.aTrade(pair));
      const first = await stream(`/v1/trades/${id}/events`, ofParty(pair.seller));
      await first.until(({ data }) => data['step'] === 'book delivery' && data['answer'] === 'accepted');
      expect(steps(first)).toContain('hold funds do awaited');
      await first.leave();
      world.stack.thaw('settlement');
      const second = await stream(`/v1/trades/${id}/events`, ofParty(pair.seller), first.lastEventId());
      await second.ended;
      expect(steps(second)).toContain('hold funds do accepted');
      expect(second.events.at(-1)?.data).toMatchObject({ tradeId: id, state: 'cleared' });
    } finally {
      world.stack.thaw('settlement');
    }
  });

  it('is not there for others', async () => {
    const id = await world.submit(world.aTrade(pair));
    const other = await world.aParty();
    expect(await stream(`/v1/trades/${id}/events`, ofParty(other))).toMatchObject({ status: 404 });
  });
});

describe("the stream of a caller's trades", () => {
  it('tells of its own as they end, named and filled as on the topic', async () => {
    const other = await world.aPair();
    const client = await stream('/v1/trades/events', ofParty(pair.seller));
    await world.waitForEnd(await world.submit(world.aTrade(other)));
    const own = await world.submit(world.aTrade(pair));
    const rejected = await world.submit(world.aTrade(pair, { priceCentsPerMWh: 900_000 }));
    expect(await client.until(({ data }) => data['tradeId'] === own)).toMatchObject({
      event: 'gridsaga.trade.cleared.v1',
      id: expect.stringMatching(/^0:\d+,1:\d+,2:\d+,3:\d+$/) as unknown,
      data: { tradeId: own, state: 'cleared', seller: pair.seller, sequence: 1 },
    });
    expect(await client.until(({ data }) => data['tradeId'] === rejected)).toMatchObject({
      event: 'gridsaga.trade.rejected.v1',
      data: { because: { reason: 'not enough free money' } },
    });
    expect(tradeIds(client).toSorted()).toEqual([own, rejected].toSorted());
  });

  it('misses and repeats nothing over lost connections, also for a client that has heard nothing yet', async () => {
    let client = await stream('/v1/trades/events', ofParty(pair.buyer));
    await waitUntil(() => client.lastEventId() || undefined, {
      ...{ everyMs: 10, withinMs: 10_000, otherwise: () => 'the stream does not say where it begins' },
    });
    const heard: string[] = [];
    const submitted: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      await client.leave();
      heard.push(...tradeIds(client));
      submitted.push(await world.submit(world.aTrade(pair)), await world.submit(world.aTrade(pair)));
      client = await stream('/v1/trades/events', ofParty(pair.buyer), client.lastEventId());
      const awaited = submitted[2 * round];
      await client.until(({ data }) => data['tradeId'] === awaited);
    }
    await Promise.all(submitted.map((id) => world.waitForEnd(id)));
    await waitUntil(() => heard.length + client.events.length >= submitted.length || undefined, {
      ...{ everyMs: 20, withinMs: 20_000, otherwise: () => `heard ${heard.length + client.events.length}` },
    });
    expect([...heard, ...tradeIds(client)].toSorted()).toEqual([...submitted].toSorted());
  });

  it('reads from the topic what came long before, each event once, and goes on with what comes', async () => {
    const beginning = Array.from({ length: topics.trades.partitions }, (_, partition) => `${partition}:0`).join(',');
    const old = await world.aPair();
    const before = await Promise.all([1, 2, 3].map(() => world.submit(world.aTrade(old))));
    await Promise.all(before.map((id) => world.waitForEnd(id)));
    const client = await stream('/v1/trades/events', ofParty(old.seller), beginning);
    await Promise.all(before.map((id) => client.until(({ data }) => data['tradeId'] === id)));
    const after = await world.submit(world.aTrade(old));
    await client.until(({ data }) => data['tradeId'] === after);
    expect(tradeIds(client).toSorted()).toEqual([...before, after].toSorted());
  });

  it('tells a venue of what it has submitted, and an operator of everything', async () => {
    const [venue, operator] = await Promise.all([
      stream('/v1/trades/events', world.stack.keys.venue),
      stream('/v1/trades/events', world.stack.keys.operator),
    ]);
    const id = await world.submit(world.aTrade(pair));
    await Promise.all([venue, operator].map((client) => client.until(({ data }) => data['tradeId'] === id)));
  });

  it.each(['yesterday', '0:1', '0:1,1:1,2:1,3:999999999'])('refuses to go on at %s', async (lastEventId) => {
    const { status, problem } = await stream('/v1/trades/events', ofParty(pair.seller), lastEventId);
    expect(status).toBe(400);
    expect(problem).toMatchObject({ type: 'urn:gridsaga:problem:last-event-id-malformed' });
  });
});
