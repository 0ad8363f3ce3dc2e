import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import '../support/patience.js';
import { topics } from '#libs/contracts';
import { waitUntil } from '../../local/wait-until.js';
import { invariantsHold } from '../support/invariants-hold.js';
import { sharedStack } from '../support/reachable-stack.js';
import { gidOf } from '../support/subject.js';
import { readTopic } from '../support/topic-listener.js';
import { type Pair, type Submitted, World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = new World(await sharedStack());
}, 60_000);
afterAll(() => world.stack.leave());

const atOnce = (pair: Pair, other: Submitted = {}): Submitted =>
  world.aTrade(pair, { settlement: 'two-phase', ...other });

interface SeenTransaction {
  readonly gid: string;
  readonly state: string;
  readonly trades: readonly string[];
  readonly keys: readonly string[];
  readonly next: string | null;
  readonly participants: readonly {
    readonly participant: string;
    readonly vote: string;
    readonly acknowledged: string;
    readonly refused?: readonly { readonly tradeId: string }[];
  }[];
}

const transaction = async (gid: string): Promise<SeenTransaction> =>
  (await world.http<SeenTransaction>('trading', `/v1/two-phase/${gid}`)).body;

/** Submits trades as one request; answers their ids. */
async function submitMany(trades: readonly Submitted[]): Promise<readonly string[]> {
  const { status, body } = await world.post<{ results: { tradeId: string }[] }>({ trades });
  expect(status).toBe(202);
  return body.results.map(({ tradeId }) => tradeId);
}

describe('a two-phase trade that can be paid and delivered', () => {
  let pair: Pair;
  let id: string;
  beforeAll(async () => {
    pair = await world.aPair();
    id = await world.submit(atOnce(pair));
  }, 30_000);

  it('ends cleared: paid, firm, nothing held', async () => {
    expect(await world.waitForEnd(id)).toMatchObject({ state: 'cleared', settlement: 'two-phase' });
    expect(await world.account(pair.buyer)).toMatchObject({ postedEur: '949.88750000', heldEur: '0.00000000' });
    expect(await world.account(pair.seller)).toMatchObject({ postedEur: '1049.88750000', heldEur: '0.00000000' });
    expect([(await world.hold(id)).state, (await world.booking(id)).state]).toEqual(['posted', 'firm']);
    const [sold, bought] = await Promise.all([world.positions(pair.seller), world.positions(pair.buyer)]);
    expect(sold.map(({ firmSoldWh }) => firmSoldWh)).toEqual(Array(4).fill(250_000));
    expect(bought.map(({ firmBoughtWh }) => firmBoughtWh)).toEqual(Array(4).fill(250_000));
  });

  it('can be read as a timeline: both prepares, the decision, both commits', async () => {
    const told = await world.timeline(id);
    expect(told.slice(0, 2).sort()).toEqual(['prepare delivery do accepted', 'prepare payment do accepted']);
    expect(told[2]).toBe('confirm decide accepted');
    expect(told.slice(3).sort()).toEqual(['commit delivery do accepted', 'commit payment do accepted']);
  });

  it('is told to everyone once, like any other trade', async () => {
    const events = (await readTopic(world.stack.brokers, topics.trades.name)).filter(({ key }) => String(key) === id);
    expect(new Set(events.map(({ headers }) => headers['ce_id'])).size).toBe(1);
    expect(events[0]?.headers).toMatchObject({ ce_type: 'gridsaga.trade.cleared.v1', ce_subject: id });
  });

  it('is found by its path, and its global transaction by its gid and among those that have ended', async () => {
    const { body } = await world.http<{ items: { tradeId: string }[] }>(
      'trading',
      `/v1/trades?party=${pair.seller}&settlement=two-phase`,
    );
    expect(body.items.map(({ tradeId }) => tradeId)).toEqual([id]);
    const seen = await transaction(await gidOf(world, id));
    expect(seen).toMatchObject({ state: 'committed', next: null });
    expect(seen.trades).toContain(id);
    const keys = [pair.seller, pair.buyer, `${pair.seller}/${pair.area}`, `${pair.buyer}/${pair.area}`];
    expect(seen.keys).toEqual(expect.arrayContaining(keys));
    expect(seen.participants.map(({ vote, acknowledged }) => `${vote} ${acknowledged}`)).toEqual(
      Array(2).fill('yes committed'),
    );
    const list = await world.http<{ items: SeenTransaction[] }>('trading', '/v1/two-phase?state=ended&limit=1000');
    expect(list.body.items.map(({ gid }) => gid)).toContain(seen.gid);
    const its = await world.http<{ items: SeenTransaction[] }>('trading', `/v1/two-phase?trade=${id}`);
    expect(its.body.items.at(-1)).toEqual(seen);
    expect(await transaction(encodeURIComponent(`${seen.gid}/metering`))).toEqual(seen);
  });

  it('is not for operators to push', async () => {
    const json = { revision: 1, why: 'to see' };
    const { status, body } = await world.http<{ type: string; see: string }>('trading', `/v1/sagas/${id}/retry`, {
      json,
    });
    expect([status, body.type]).toEqual([409, 'urn:gridsaga:problem:coordinated-by-two-phase-commit']);
    expect(body.see).toBe(`/v1/two-phase?trade=${id}`);
  });

  it('is the same again under its id only on the same path', async () => {
    const tradeId = randomUUID();
    const trade = atOnce(pair, { tradeId, energyWh: 1000 });
    expect((await world.post(trade)).status).toBe(202);
    expect((await world.post(trade)).status).toBe(202);
    expect((await world.post({ ...trade, settlement: 'saga' })).status).toBe(409);
    await world.waitForEnd(tradeId);
  });
});

describe('a two-phase trade that cannot be done', () => {
  it('is rejected for lack of money, with the numbers, and leaves nothing', async () => {
    const pair = await world.aPair({ buyerEur: '50' });
    const id = await world.submit(atOnce(pair));
    expect((await world.waitForEnd(id)).rejected).toEqual({
      step: 'prepare payment',
      because: {
        reason: 'not enough free money',
        ...{ party: pair.buyer, neededEur: '50.11250000', freeEur: '50.00000000', limitEur: '0.00000000' },
      },
    });
    expect(await world.account(pair.buyer)).toMatchObject({ postedEur: '50.00000000', heldEur: '0.00000000' });
    expect([await world.transfers(id), await world.positions(pair.seller)]).toEqual([[], []]);
  });

  it('is rejected for lack of capacity, with the numbers', async () => {
    const pair = await world.aPair({ limitW: 999_999 });
    const id = await world.submit(atOnce(pair));
    expect((await world.waitForEnd(id)).rejected).toMatchObject({
      step: 'prepare delivery',
      because: {
        reason: 'not enough capacity',
        ...{ side: `${pair.seller}/${pair.area}`, askedWh: 250_000, bookedWh: 0, limitWh: 249_999 },
      },
    });
    expect(await world.account(pair.buyer)).toMatchObject({ postedEur: '1000.00000000', heldEur: '0.00000000' });
  });

  it('costs those that were gathered with it one more round, and not their result', async () => {
    const area = await world.anArea();
    const [rich, poor] = await Promise.all([world.aPair({ area }), world.aPair({ area, buyerEur: '1' })]);
    const good = Array.from({ length: 6 }, () => atOnce(rich, { energyWh: 1000 }));
    const ids = await submitMany([...good.slice(0, 3), atOnce(poor), ...good.slice(3), atOnce(poor)]);
    const ends = await Promise.all(ids.map((id) => world.waitForEnd(id)));
    const cleared = Array(3).fill('cleared') as string[];
    expect(ends.map(({ state }) => state)).toEqual([...cleared, 'rejected', ...cleared, 'rejected']);
    const refused = ids[3] ?? '';
    const round = await transaction(await gidOf(world, refused));
    expect(round).toMatchObject({ state: 'aborted' });
    const { refused: said = [] } = round.participants.find(({ participant }) => participant === 'settlement') ?? {};
    expect(said.map(({ tradeId }) => tradeId)).toContain(refused);
    expect(await transaction(round.next ?? '')).toMatchObject({ state: 'committed' });
  });
});

describe('a two-phase trade that a party proposes', () => {
  it('binds when the other side confirms the same path, and only then', async () => {
    const pair = await world.aPair();
    const trade = atOnce(pair);
    const { body } = await world.post<{ tradeId: string }>(trade, undefined, world.stack.keys.ofParty(pair.seller));
    const confirm = (json: Submitted) =>
      world.http<{ errors?: { pointer: string }[] }>('trading', `/v1/trades/${body.tradeId}/confirm`, {
        ...{ json, key: world.stack.keys.ofParty(pair.buyer) },
      });
    const other = await confirm({ ...trade, settlement: 'saga' });
    expect([other.status, other.body.errors?.map(({ pointer }) => pointer)]).toEqual([409, ['/settlement']]);
    expect((await confirm(trade)).status).toBe(202);
    expect(await world.waitForEnd(body.tradeId)).toMatchObject({ state: 'cleared', settlement: 'two-phase' });
  });
});

describe('trades on both paths between the same accounts', () => {
  it('all end, and every cent and watt-hour is where it belongs', async () => {
    const pair = await world.aPair();
    const trades = Array.from({ length: 24 }, (_, at) =>
      world.aTrade(pair, { energyWh: 100_000, settlement: at % 2 === 0 ? 'saga' : 'two-phase' }),
    );
    const ids = (await Promise.all([trades.slice(0, 12), trades.slice(12)].map(submitMany))).flat();
    const ends = await Promise.all(ids.map((id) => world.waitForEnd(id, 30_000)));
    const cleared = ends.filter(({ state }) => state === 'cleared').length;
    expect(ends.map(({ state }) => state)).toEqual(Array(24).fill('cleared'));
    // Each costs the buyer five euro and a fee of 1.125 cents.
    const paidEur = (cleared * 5.01125).toFixed(8);
    const { postedEur, heldEur } = await world.account(pair.buyer);
    expect([(1000 - Number(postedEur)).toFixed(8), heldEur]).toEqual([paidEur, '0.00000000']);
    const sold = (await world.positions(pair.seller)).reduce((sum, { firmSoldWh }) => sum + firmSoldWh, 0);
    expect(sold).toBe(cleared * 100_000);
  }, 60_000);
});

describe('GET /v1/two-phase', () => {
  const list = async (state: string): Promise<readonly SeenTransaction[]> =>
    (await world.http<{ items: SeenTransaction[] }>('trading', `/v1/two-phase?state=${state}&limit=1000`)).body.items;

  it('shows what is in doubt while a participant is silent, and what waits behind it ends after it', async () => {
    const pair = await world.aPair();
    world.stack.freeze('settlement');
    const [first, second] = await Promise.all(
      [1000, 2000].map(async (energyWh, at) => {
        await pause(at * 500);
        return world.submit(atOnce(pair, { energyWh }));
      }),
    );
    try {
      const seen = await waitUntil(
        async () => {
          const found = (await list('in-doubt')).find(({ trades }) => trades.includes(first ?? ''));
          return found?.participants.some(({ vote }) => vote === 'yes') ? found : undefined;
        },
        { everyMs: 50, withinMs: 10_000, otherwise: () => 'nothing is in doubt' },
      );
      expect(seen).toMatchObject({ state: 'preparing', next: null });
      expect(seen.trades).not.toContain(second);
      expect(seen.keys).toContain(pair.buyer);
      expect(seen.participants.map(({ participant, vote }) => `${participant} ${vote}`)).toEqual([
        ...['settlement null', 'metering yes'],
      ]);
      expect((await list('open')).map(({ gid }) => gid)).toContain(seen.gid);
      expect((await list('ended')).map(({ gid }) => gid)).not.toContain(seen.gid);
      expect([await world.trade(first ?? ''), await world.trade(second ?? '')].map(({ state }) => state)).toEqual([
        ...['pending', 'pending'],
      ]);
    } finally {
      world.stack.thaw('settlement');
    }
    expect((await world.waitForEnd(first ?? '')).state).toBe('cleared');
    expect((await world.waitForEnd(second ?? '')).state).toBe('cleared');
    expect((await list('mixed')).length).toBe(0);
  }, 60_000);

  it('goes on where a page ends', async () => {
    const all = await list('ended');
    const { gid: after } = all[0] ?? {};
    const { body } = await world.http<{ items: SeenTransaction[]; next: string | null }>(
      'trading',
      `/v1/two-phase?after=${after}&limit=1`,
    );
    expect([body.items.length, (body.items[0]?.gid ?? '') > (after ?? ''), body.next === null]).toEqual([
      1,
      true,
      false,
    ]);
  });

  it('names the parameter that it cannot read', async () => {
    const { status, body } = await world.http('trading', '/v1/two-phase?trade=nonsense');
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('trade')]);
  });

  it('knows no gid that nobody made', async () => {
    const { status } = await world.http('trading', `/v1/two-phase/00000000-${'0'.repeat(32)}`);
    expect(status).toBe(404);
  });
});

invariantsHold(() => world);
