import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import '../support/patience.js';
import { freshCode } from '../support/fresh-code.js';
import { invariantsHold } from '../support/invariants-hold.js';
import { sharedStack } from '../support/reachable-stack.js';
import { type Pair, World } from '../support/world.js';

let world: World;
let pair: Pair;
beforeAll(async () => {
  world = new World(await sharedStack());
  pair = await world.aPair({ sellerEur: '100000', buyerEur: '100000', limitW: 10_000_000_000 });
});
afterAll(() => world.stack.leave());

interface Taken {
  readonly tradeId: string;
  readonly location: string;
}
interface Refused {
  readonly status: number;
  readonly type: string;
  readonly errors?: readonly { readonly pointer: string }[];
}

const tradesOfPair = async (): Promise<number> => {
  const [row] = await world.query<{ n: number }>('trading', 'SELECT count(*)::int AS n FROM trade WHERE seller = $1', [
    pair.seller,
  ]);
  return row?.n ?? 0;
};

describe('an idempotency key', () => {
  it('with the same payload is answered the same, and makes one trade', async () => {
    const [key, trade, before] = [randomUUID(), world.aTrade(pair), await tradesOfPair()];
    const first = await world.post<Taken>(trade, key);
    const again = await world.post<Taken>(trade, key);
    expect(first.status).toBe(202);
    expect(first.headers.get('location')).toBe(`/v1/trades/${first.body.tradeId}`);
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    await world.waitForEnd(first.body.tradeId);
    expect((await world.post<Taken>(trade, key)).body.tradeId).toBe(first.body.tradeId);
    expect(await tradesOfPair()).toBe(before + 1);
  });

  it('with another payload is refused', async () => {
    const [key, before] = [randomUUID(), await tradesOfPair()];
    const id = await world.submit(world.aTrade(pair), key);
    const other = await world.post(world.aTrade(pair, { energyWh: 2_000_000 }), key);
    expect(other.status).toBe(422);
    expect(other.headers.get('content-type')).toContain('application/problem+json');
    expect(other.body).toMatchObject({ type: 'urn:gridsaga:problem:same-key-different-payload', status: 422 });
    await world.waitForEnd(id);
    expect(await tradesOfPair()).toBe(before + 1);
  });

  it('in flight many times at once makes one trade, and everybody gets its id', async () => {
    const [key, trade, before] = [randomUUID(), world.aTrade(pair), await tradesOfPair()];
    const answers = await Promise.all(Array.from({ length: 12 }, () => world.post<Taken>(trade, key)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    expect(new Set(answers.map(({ body }) => body.tradeId)).size).toBe(1);
    await world.waitForEnd(answers[0]?.body.tradeId ?? '');
    expect(await tradesOfPair()).toBe(before + 1);
  });

  it('in flight at once with different payloads takes one of them', async () => {
    const [key, before] = [randomUUID(), await tradesOfPair()];
    const answers = await Promise.all(
      [1, 2, 3, 4].map((times) => world.post(world.aTrade(pair, { energyWh: times * 1_000_000 }), key)),
    );
    expect(answers.map(({ status }) => String(status)).sort()).toEqual(['202', '422', '422', '422']);
    expect(await tradesOfPair()).toBe(before + 1);
  });

  it('is needed', async () => {
    const { status, body } = await world.http('trading', '/v1/trades', {
      json: world.aTrade(pair),
      key: world.stack.keys.venue,
    });
    expect([status, body['type']]).toEqual([400, 'urn:gridsaga:problem:idempotency-key-missing']);
  });

  it.each([
    ['with a space', 'a b'],
    ['of 256 characters', 'k'.repeat(256)],
  ])('%s is refused', async (_, key) => {
    expect((await world.post(world.aTrade(pair), key)).status).toBe(400);
  });

  it('counts a deposit once, and refuses another amount', async () => {
    const [party, key] = [await world.aParty(), randomUUID()];
    const deposit = (amountEur: string) =>
      world.http('settlement', `/v1/accounts/${party}/deposits`, {
        json: { amountEur },
        headers: { 'idempotency-key': key },
      });
    const answers = await Promise.all([deposit('7.5'), deposit('7.5'), deposit('7.5')]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect((await deposit('8')).status).toBe(422);
    expect(await world.account(party)).toMatchObject({ postedEur: '7.50000000' });
  });
});

describe('names that the caller gives', () => {
  it('find the trade again: the same external id with the same terms is the same trade', async () => {
    const [externalId, before] = [`order ${randomUUID()}`, await tradesOfPair()];
    const trade = world.aTrade(pair, { externalId });
    const id = await world.submit(trade);
    expect(await world.submit(trade)).toBe(id);
    const other = await world.post<Refused>({ ...trade, priceCentsPerMWh: 5001 });
    expect([other.status, other.body.errors?.[0]?.pointer]).toEqual([409, '/externalId']);
    expect(await tradesOfPair()).toBe(before + 1);
    const found = await world.http<{ items: Taken[] }>(
      'trading',
      `/v1/trades?externalId=${encodeURIComponent(externalId)}`,
    );
    expect(found.body.items.map(({ tradeId }) => tradeId)).toEqual([id]);
  });

  it('may be the id itself', async () => {
    const tradeId = randomUUID();
    const trade = world.aTrade(pair, { tradeId });
    expect(await world.submit(trade)).toBe(tradeId);
    expect(await world.submit(trade)).toBe(tradeId);
    const other = await world.post<Refused>({ ...trade, energyWh: 2_000_000 });
    expect([other.status, other.body.errors?.[0]?.pointer]).toEqual([409, '/tradeId']);
    expect(await world.waitForEnd(tradeId)).toMatchObject({ state: 'cleared' });
  });
});

describe('many trades in one request', () => {
  it('are answered in order; a bad one refuses only itself', async () => {
    const [trades, before, key] = [
      Array.from({ length: 500 }, (_, at) => world.aTrade(pair, { energyWh: 1000 + 4 * at })),
      await tradesOfPair(),
      randomUUID(),
    ];
    trades[137] = { ...trades[137], energyWh: 0 };
    trades[402] = { ...trades[402], buyer: freshCode('X') };
    const { status, body } = await world.post<{ results: (Partial<Taken> & Partial<Refused>)[] }>({ trades }, key);
    expect(status).toBe(202);
    expect(body.results).toHaveLength(500);
    const bad = body.results.flatMap((result) => ('errors' in result ? [result.errors?.[0]?.pointer] : []));
    expect(bad).toEqual(['/trades/137/energyWh', '/trades/402/buyer']);
    const taken = body.results.flatMap(({ tradeId }) => tradeId ?? []);
    expect(new Set(taken).size).toBe(498);
    expect(await tradesOfPair()).toBe(before + 498);
    for (const id of taken) expect(await world.waitForEnd(id)).toMatchObject({ state: 'cleared' });
    expect(await world.trade(taken[0] ?? '')).toMatchObject({ energyWh: 1000 });
    const again = await world.post<{ results: unknown[] }>({ trades }, key);
    expect([again.status, again.body]).toEqual([status, body]);
  });

  it.each([0, 501])('are 1 to 500: %d are refused', async (length) => {
    const trades = Array.from({ length }, () => world.aTrade(pair));
    const { status, body } = await world.post<Refused>({ trades });
    expect([status, body.errors?.[0]?.pointer]).toEqual([422, '/trades']);
  });
});

describe('a caller who waits', () => {
  it('is answered with the end', async () => {
    const headers = { 'idempotency-key': randomUUID(), prefer: 'wait=20' };
    const { status, body } = await world.http('trading', '/v1/trades', {
      json: world.aTrade(pair),
      headers,
      key: world.stack.keys.venue,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'cleared', seller: pair.seller });
  });
});

invariantsHold(() => world);
