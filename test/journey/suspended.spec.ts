import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import '../support/patience.js';
import { topics } from '#libs/contracts';
import { waitUntil } from '../../local/wait-until.js';
import { freshCode } from '../support/fresh-code.js';
import { invariantsHold } from '../support/invariants-hold.js';
import { sharedStack } from '../support/reachable-stack.js';
import { readTopic } from '../support/topic-listener.js';
import { type Pair, World } from '../support/world.js';

const why = 'no collateral';

let world: World;
let pair: Pair;
beforeAll(async () => {
  world = new World(await sharedStack());
  pair = await world.aPair();
}, 60_000);
afterAll(() => world.stack.leave());

interface Answer {
  readonly tradeId: string;
  readonly type?: string;
  readonly why?: string;
  readonly suspended?: string | null;
  readonly sequence?: number;
}

const place = (party: string): string => `/v1/parties/${party}/suspension`;
const suspend = (party: string, words = why) =>
  world.http<Answer>('trading', place(party), { method: 'PUT', json: { why: words } });
const letGo = (party: string) =>
  world.http<Answer>('trading', `${place(party)}?why=${encodeURIComponent('it has paid')}`, { method: 'DELETE' });
const seen = async (party: string): Promise<Answer> =>
  (await world.http<Answer>('trading', `/v1/parties/${party}`)).body;

describe('a suspended party', () => {
  let proposed: string;
  let underWay: string;
  let cleared: string;

  beforeAll(async () => {
    const key = world.stack.keys.ofParty(pair.buyer);
    proposed = (await world.post<Answer>(world.aTrade(pair), randomUUID(), key)).body.tradeId;
    cleared = await world.submit(world.aTrade(pair));
    await world.waitForEnd(cleared);
    // Past what can be refused when the suspension comes: money is held, metering does not answer yet.
    world.stack.freeze('metering');
    underWay = await world.submit(world.aTrade(pair));
    await waitUntil(async () => (await world.timeline(underWay)).includes('hold funds do accepted') || undefined, {
      ...{ everyMs: 25, withinMs: 15_000 },
      otherwise: () => 'the money was not held',
    });
    expect((await suspend(pair.seller)).status).toBe(200);
    world.stack.thaw('metering');
  }, 60_000);

  it('is shown as one, with the reason', async () => {
    expect(await seen(pair.seller)).toMatchObject({ suspended: why, sequence: 2 });
  });

  it('has its trades under way brought to their end', async () => {
    expect(await world.waitForEnd(underWay)).toMatchObject({ state: 'cleared' });
  });

  it.each([
    ['a venue', () => world.stack.keys.venue],
    ['itself', () => world.stack.keys.ofParty(pair.seller)],
    ['its counterparty', () => world.stack.keys.ofParty(pair.buyer)],
  ])('is named in no trade that is submitted by %s', async (_, key) => {
    const { status, body } = await world.post<Answer>(world.aTrade(pair), randomUUID(), key());
    expect([status, body]).toEqual([
      409,
      expect.objectContaining({ type: 'urn:gridsaga:problem:party-suspended', party: pair.seller, why }),
    ]);
  });

  it('confirms nothing, and may decline', async () => {
    const key = world.stack.keys.ofParty(pair.seller);
    const confirmed = await world.http<Answer>('trading', `/v1/trades/${proposed}/confirm`, {
      ...{ json: world.aTrade(pair), key },
    });
    expect([confirmed.status, confirmed.body.why]).toEqual([409, why]);
    const declined = await world.http('trading', `/v1/trades/${proposed}/decline`, { json: {}, key });
    expect(declined.status).toBe(200);
  });

  it('may have its trades taken back', async () => {
    const { status, body } = await world.http<Answer & { state: string }>(
      'trading',
      `/v1/trades/${cleared}/counter-trade`,
      { json: { why: 'suspended' }, headers: { prefer: 'wait=20' } },
    );
    expect([status, body.state]).toEqual([200, 'cleared']);
  });

  it('stays suspended when it is said again, and for another reason when that is said', async () => {
    expect((await suspend(pair.seller)).body).toMatchObject({ suspended: why });
    expect(await seen(pair.seller)).toMatchObject({ sequence: 2 });
    expect((await suspend(pair.seller, 'fraud')).body).toMatchObject({ suspended: 'fraud' });
    expect(await seen(pair.seller)).toMatchObject({ suspended: 'fraud', sequence: 3 });
  });

  it('trades again when an operator lets it', async () => {
    expect((await letGo(pair.seller)).body).toMatchObject({ suspended: null });
    expect(await seen(pair.seller)).toMatchObject({ suspended: null, sequence: 4 });
    expect(await world.waitForEnd(await world.submit(world.aTrade(pair)))).toMatchObject({ state: 'cleared' });
  });

  it('was told of to everyone, in sequence', async () => {
    const records = await readTopic(world.stack.brokers, topics.parties.name);
    const told = records
      .filter(({ key }) => String(key) === pair.seller)
      .map(({ value }) => JSON.parse(String(value)) as Answer)
      .map(({ sequence, suspended }) => [sequence, suspended]);
    expect(told).toEqual([
      [1, undefined],
      [2, why],
      [3, 'fraud'],
      [4, null],
    ]);
  });

  it('is in the audit: who suspended it and why, and who let it go', async () => {
    const { body } = await world.http<{ items: object[] }>('trading', `/v1/audit?of=party/${pair.seller}`);
    expect(body.items).toMatchObject([
      { action: 'end suspension', why: 'it has paid', seen: 3 },
      { action: 'suspend', why: 'fraud', seen: 2 },
      { action: 'suspend', why, seen: 1, who: 'operator:operator' },
    ]);
  });
});

describe('a suspension', () => {
  it('is an operator’s, of a party that is registered', async () => {
    for (const key of [world.stack.keys.venue, world.stack.keys.ofParty(pair.buyer)]) {
      const request = { method: 'PUT', json: { why }, key } as const;
      expect((await world.http('trading', place(pair.seller), request)).status).toBe(403);
    }
    expect((await suspend(pair.area)).status).toBe(400);
    expect((await suspend(freshCode('X'))).status).toBe(404);
    expect((await world.http('trading', place(pair.seller), { method: 'PUT', json: {} })).status).toBe(422);
  });

  it('that comes many times at once counts once for each reason', async () => {
    const party = await world.aParty();
    const answers = await Promise.all(Array.from({ length: 9 }, (_, at) => suspend(party, `reason ${at % 3}`)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const { sequence = 0 } = await seen(party);
    const events = (await readTopic(world.stack.brokers, topics.parties.name)).filter(
      ({ key }) => String(key) === party,
    );
    expect(events).toHaveLength(sequence);
  });
});

invariantsHold(() => world, { leastCleared: 3 });
