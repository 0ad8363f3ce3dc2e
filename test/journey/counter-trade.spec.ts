import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../support/patience.js';
import { topics } from '#libs/contracts';
import { invariantsHold } from '../support/invariants-hold.js';
import { ownStack } from '../support/reachable-stack.js';
import { readTopic } from '../support/topic-listener.js';
import { type Pair, type Submitted, World } from '../support/world.js';

const start = '2026-05-01T10:15:00Z';
const ten = '2026-05-01T10:00:00Z';

let world: World;
let area: string;
beforeAll(async () => {
  world = new World((await ownStack({ marketClock: '2026-05-01T09:00:00Z@0' })).reachable);
  area = await world.anArea({ gateLeadMinutes: 15 });
}, 60_000);
afterAll(() => world.stack.leave());

interface Answer {
  readonly tradeId: string;
  readonly state?: string;
  readonly type?: string;
  readonly counterTradeId?: string;
}

const takeBack = (id: string, json: Submitted = { why: 'a typo' }, headers: Record<string, string> = {}) =>
  world.http<Answer>('trading', `/v1/trades/${id}/counter-trade`, { json, headers });

const wait = { prefer: 'wait=20' };
const slug = ({ status, body }: { status: number; body: Answer }): string =>
  `${status} ${body.type?.split(':').at(-1)}`;

async function aClearedTrade(pair: Pair, other: Submitted = {}): Promise<string> {
  const id = await world.submit(world.aTrade(pair, { start, durationMinutes: 15, energyWh: 1_000_000, ...other }));
  expect(await world.waitForEnd(id)).toMatchObject({ state: 'cleared' });
  return id;
}

async function freeze(party: string): Promise<void> {
  await world.query('settlement', 'UPDATE account SET frozen = true WHERE id = $1', [party]);
}

describe('a cleared trade that an operator takes back', () => {
  let pair: Pair;
  let id: string;
  let counter: string;
  beforeAll(async () => {
    pair = await world.aPair({ area });
    id = await aClearedTrade(pair);
    const { status, body } = await takeBack(id, { why: 'a typo' }, wait);
    expect([status, body.state]).toEqual([200, 'cleared']);
    counter = body.tradeId;
  }, 30_000);

  it('stays cleared, and both trades name each other', async () => {
    expect(await world.trade(id)).toMatchObject({ state: 'cleared', counteredBy: counter });
    expect(await world.trade(counter)).toMatchObject({
      ...{ state: 'cleared', counterOf: id, seller: pair.buyer, buyer: pair.seller, amountEur: '50.00000000' },
    });
  });

  it('leaves both sides with what they had, but for both fees of both trades', async () => {
    for (const party of [pair.seller, pair.buyer]) {
      expect(await world.account(party)).toMatchObject({ postedEur: '999.77500000', heldEur: '0.00000000' });
      for (const one of await world.positions(party))
        expect(one).toMatchObject({ firmSoldWh: 1_000_000, firmBoughtWh: 1_000_000 });
    }
  });

  it('is told to everyone as a trade of its own', async () => {
    const records = await readTopic(world.stack.brokers, topics.trades.name);
    const told = records.filter(({ key }) => String(key) === counter).map(({ value }) => JSON.parse(String(value)));
    expect(told[0]).toMatchObject({ tradeId: counter, counterOf: id, sequence: 1, state: 'cleared' });
  });

  it('is written down with who did it and why', async () => {
    const { body } = await world.http<{ items: object[] }>('trading', `/v1/audit?of=trade/${id}`);
    expect(body.items).toMatchObject([
      { who: 'operator:operator', action: 'counter-trade', why: 'a typo', details: { counterTradeId: counter } },
    ]);
  });

  it('is not taken back twice, and what takes it back is not either', async () => {
    const again = await takeBack(id);
    expect([slug(again), again.body.counterTradeId]).toEqual(['409 taken-back-already', counter]);
    expect(slug(await takeBack(counter))).toBe('409 is-itself-a-counter-trade');
  });
});

describe('a trade is taken back', () => {
  it('once, when many operators come at once', async () => {
    const id = await aClearedTrade(await world.aPair({ area }));
    const answers = await Promise.all(Array.from({ length: 12 }, () => takeBack(id)));
    expect([202, 409].map((code) => answers.filter(({ status }) => status === code).length)).toEqual([1, 11]);
    const made = await world.query<{ id: string }>('trading', 'SELECT id FROM trade WHERE counter_of = $1', [id]);
    expect(made).toHaveLength(1);
    await world.waitForEnd(made[0]?.id ?? '');
  });

  it('at a negative price, where the seller gets its money back', async () => {
    const pair = await world.aPair({ area });
    const id = await aClearedTrade(pair, { priceCentsPerMWh: -2500 });
    expect((await takeBack(id, undefined, wait)).body.state).toBe('cleared');
    expect(await world.account(pair.seller)).toMatchObject({ postedEur: '999.77500000' });
  });

  it('anew, when the first counter-trade was rejected', async () => {
    const pair = await world.aPair({ area });
    const id = await aClearedTrade(pair);
    await freeze(pair.seller);
    const rejected = await takeBack(id, undefined, wait);
    expect(rejected.body.state).toBe('rejected');
    expect((await world.trade(id)).counteredBy).toBeUndefined();
    await world.query('settlement', 'UPDATE account SET frozen = false WHERE id = $1', [pair.seller]);
    expect((await takeBack(id, undefined, wait)).body.state).toBe('cleared');
  });

  it('by an operator only, who says why', async () => {
    const pair = await world.aPair({ area });
    const id = await aClearedTrade(pair);
    for (const key of [world.stack.keys.venue, world.stack.keys.ofParty(pair.seller)]) {
      const { status } = await world.http('trading', `/v1/trades/${id}/counter-trade`, { json: { why: 'x' }, key });
      expect(status).toBe(403);
    }
    expect((await takeBack(id, {})).status).toBe(422);
    expect((await takeBack('01a1fb8d-1086-76c1-88df-dff055649000')).status).toBe(404);
  });

  it('only when it is cleared', async () => {
    const pair = await world.aPair({ area, buyerEur: '0' });
    const id = await world.submit(world.aTrade(pair, { start, durationMinutes: 15, energyWh: 1_000_000 }));
    expect(await world.waitForEnd(id)).toMatchObject({ state: 'rejected' });
    expect(slug(await takeBack(id))).toBe('409 not-cleared');
  });

  it('only while its gate is open', async () => {
    const id = await aClearedTrade(await world.aPair({ area }));
    const text = 'UPDATE market_clock SET anchor_market = $1, anchor_wall = clock_timestamp(), speed = 0';
    await world.query('trading', text, [ten]);
    const { status, body } = await takeBack(id);
    expect([status, body]).toEqual([
      409,
      expect.objectContaining({ type: 'urn:gridsaga:problem:gate-closed', now: ten, closedAt: ten }),
    ]);
  });
});

invariantsHold(() => world, { leastCleared: 8 });
