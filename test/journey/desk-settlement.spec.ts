import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../support/patience.js';
import type { HttpAnswer } from '../support/http-client.js';
import { invariantsHold } from '../support/invariants-hold.js';
import { sharedStack } from '../support/reachable-stack.js';
import { type Answered, type LineSeen, settlementDesk, type StatementSeen } from '../support/settlement-desk.js';
import { type Pair, World } from '../support/world.js';

let world: World;
let pair: Pair;
let sellerKey: string;
let buyerKey: string;
let trade: string;
let since: string;
beforeAll(async () => {
  world = new World(await sharedStack());
  pair = await world.aPair();
  [sellerKey, buyerKey] = [world.stack.keys.ofParty(pair.seller), world.stack.keys.ofParty(pair.buyer)];
  since = new Date().toISOString();
  trade = await world.submit(world.aTrade(pair));
  await world.waitForEnd(trade);
}, 60_000);
afterAll(() => world.stack.leave());

const { get } = settlementDesk(() => world);

describe('a statement', () => {
  const path = (account: string, query = '') => `/v1/accounts/${account}/statement${query}`;
  const inWords = ({ kind, counterAccount, amountEur, balanceEur }: LineSeen): string =>
    `${kind} ${counterAccount} ${amountEur} ${balanceEur}`;

  it('leads from nothing to what is posted, line by line', async () => {
    const { status, body } = await get<StatementSeen>(path(pair.seller), sellerKey);
    expect(status).toBe(200);
    const [deposit, ...ofTrade] = body.items.map(inWords);
    expect(deposit).toBe('deposit bank 1000.00000000 1000.00000000');
    expect(ofTrade).toEqual([
      'energy clearing 50.00000000 1050.00000000',
      'trading fee exchange-fees -0.11250000 1049.88750000',
    ]);
    expect(body).toMatchObject({ openingEur: '0.00000000', closingEur: '1049.88750000', next: null });
    expect(body.items[1]).toMatchObject({ of: trade, atLocal: expect.stringMatching(/T[\d:.]+\+0[12]:00$/) });
  });

  it('is the same page by page', async () => {
    const whole = (await get<StatementSeen>(path(pair.seller))).body;
    const items: LineSeen[] = [];
    for (let after: string | null = ''; after !== null; ) {
      const { body }: HttpAnswer<StatementSeen> = await get(path(pair.seller, `?limit=1${after && `&after=${after}`}`));
      expect(body).toMatchObject({ openingEur: whole.openingEur, closingEur: whole.closingEur });
      items.push(...body.items);
      after = body.next;
    }
    expect(items).toEqual(whole.items);
  });

  it('of a span opens with what was there before it', async () => {
    const { items } = (await get<StatementSeen>(path(pair.seller))).body;
    const at = items[1]?.at ?? '';
    const { body } = await get<StatementSeen>(path(pair.seller, `?from=${at}`));
    expect(body.items).toEqual(items.slice(1));
    expect(body).toMatchObject({ openingEur: '1000.00000000', closingEur: '1049.88750000' });
    const before = (await get<StatementSeen>(path(pair.seller, `?to=${at}`))).body;
    expect(before.items).toEqual(items.slice(0, 1));
    expect(before.closingEur).toBe('1000.00000000');
    const old = (await get<StatementSeen>(path(pair.seller, '?from=2020-01-01&to=2020-12-31'))).body;
    expect(old).toMatchObject({ openingEur: '0.00000000', closingEur: '0.00000000', items: [] });
  });

  it('is CSV for whoever asks for that, with the next page as a link', async () => {
    const { headers, text } = await get(path(pair.seller, '?limit=2'), sellerKey, 'text/csv');
    const [header, ...lines] = text.trim().split('\n');
    expect(headers.get('content-type')).toMatch(/^text\/csv/);
    expect(header).toBe('at,atLocal,kind,of,part,counterAccount,reason,amountEur,balanceEur');
    expect(lines).toHaveLength(2);
    expect(headers.get('link')).toMatch(/^<\?limit=2&after=.*>; rel="next"$/);
  });

  it('is kept for the accounts of the platform, too', async () => {
    const { body } = await get<StatementSeen>(path('clearing', `?from=${since}&limit=1000`));
    const ofTrade = body.items.filter(({ of }) => of === trade).map(({ amountEur }) => amountEur);
    expect(ofTrade).toEqual(['50.00000000', '-50.00000000']);
    expect((await get(path('clearing'), sellerKey)).status).toBe(403);
  });

  it.each([
    ['from a wrong date', '?from=2026-02-30', 'from'],
    ['backwards', '?from=2026-05-02&to=2026-05-01T00:00:00Z', 'to'],
    ['after no place', '?after=x', 'after'],
    ['of something unknown', '?colour=red', 'colour'],
  ])('%s is refused', async (_, query, field) => {
    const { status, body } = await get<Answered>(path(pair.seller, query));
    expect(status).toBe(400);
    expect(body.detail).toContain(field);
  });

  it('of an account that does not exist is none', async () => {
    expect((await get(path('nobody'))).status).toBe(404);
  });
});

describe('lists', () => {
  it('of transfers show a side the whole of its trade, and others nothing', async () => {
    const stranger = world.stack.keys.ofParty(await world.aParty());
    const counts = await Promise.all(
      [undefined, sellerKey, buyerKey, stranger].map(
        async (key) => (await get<{ items: unknown[] }>(`/v1/transfers?of=${trade}`, key)).body.items.length,
      ),
    );
    expect(counts).toEqual([4, 4, 4, 0]);
  });

  it('of transfers are limited to the own account, a kind and a span, and come as CSV', async () => {
    const own = await get<{ items: { kind: string; at: string }[]; next: string | null }>('/v1/transfers', sellerKey);
    expect(own.body.items.map(({ kind }) => kind)).toEqual(['deposit', 'energy', 'trading fee']);
    const path = `/v1/transfers?account=${pair.seller}&kind=energy&from=${own.body.items[1]?.at}`;
    const { text } = await get(path, sellerKey, 'text/csv');
    expect(text.split('\n')).toEqual([
      'of,part,debit,credit,amountEur,kind,reason,at',
      `${trade},pay out,clearing,${pair.seller},50.00000000,energy,,${own.body.items[1]?.at}`,
      '',
    ]);
    expect((await get(`/v1/transfers?account=${pair.seller}`, buyerKey)).status).toBe(403);
  });

  it('of holds show what is set aside for whom since when', async () => {
    const own = await get<{ items: Record<string, unknown>[] }>('/v1/holds?state=posted', sellerKey);
    expect(own.body.items).toEqual([
      expect.objectContaining({ id: trade, seller: pair.seller, buyer: pair.buyer, since: expect.any(String) }),
    ]);
    expect((await get('/v1/holds?open=true', sellerKey)).body).toEqual({ items: [], next: null });
    expect((await get(`/v1/holds?account=${pair.buyer}`, sellerKey)).status).toBe(403);
    expect((await get(`/v1/holds?open=true&state=posted`)).status).toBe(400);
    const stranger = world.stack.keys.ofParty(await world.aParty());
    expect((await get(`/v1/holds/${trade}`, stranger)).status).toBe(404);
  });

  it('of accounts are for operators, page by page and as CSV', async () => {
    const { text, headers } = await get('/v1/accounts?limit=1', undefined, 'text/csv');
    expect(text.split('\n')[0]).toContain('id,kind,currency,postedEur');
    expect(headers.get('link')).toContain('rel="next"');
    expect((await get('/v1/accounts', sellerKey)).status).toBe(403);
  });
});

invariantsHold(() => world);
