import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import '../support/patience.js';
import { topics } from '#libs/contracts';
import { waitUntil } from '../../local/wait-until.js';
import { invariantsHold } from '../support/invariants-hold.js';
import { ownStack } from '../support/reachable-stack.js';
import { readTopic } from '../support/topic-listener.js';
import { type Pair, type Submitted, World } from '../support/world.js';

/** The market clock stands still at nine; the gate of what is delivered from a quarter past ten on closes at ten. */
const nine = '2026-05-01T09:00:00Z';
const start = '2026-05-01T10:15:00Z';
const ten = '2026-05-01T10:00:00Z';

let world: World;
let pair: Pair;
let stranger: string;
beforeAll(async () => {
  world = new World((await ownStack({ marketClock: `${nine}@0` })).reachable);
  pair = await world.aPair({ area: await world.anArea({ gateLeadMinutes: 15 }) });
  stranger = await world.aParty();
}, 60_000);
afterAll(() => world.stack.leave());

const keyOf = (party: string): string => world.stack.keys.ofParty(party);
const aTrade = (other: Submitted = {}): Submitted =>
  world.aTrade(pair, { start, durationMinutes: 15, energyWh: 1000, ...other });

interface Answer {
  readonly tradeId: string;
  readonly state?: string;
  readonly type?: string;
  readonly detail?: string;
  readonly errors?: readonly object[];
}

async function propose(trade = aTrade(), by = pair.seller): Promise<string> {
  const { status, body } = await world.post<Answer>(trade, undefined, keyOf(by));
  expect(status).toBe(202);
  return body.tradeId;
}

const confirm = (id: string, terms: Submitted = aTrade(), by = pair.buyer, headers: Record<string, string> = {}) =>
  world.http<Answer>('trading', `/v1/trades/${id}/confirm`, { json: terms, key: keyOf(by), headers });

const decline = (id: string, by = pair.buyer, json?: Submitted) =>
  world.http<Answer>('trading', `/v1/trades/${id}/decline`, { method: 'POST', json, key: keyOf(by) });

const lookAt = (id: string, key: string) => world.http<Answer>('trading', `/v1/trades/${id}`, { key });

const slug = ({ status, body }: { status: number; body: Answer }): string =>
  `${status} ${body.type?.split(':').at(-1)}`;

async function moveClockTo(instant: string): Promise<void> {
  const text = 'UPDATE market_clock SET anchor_market = $1, anchor_wall = clock_timestamp(), speed = 0';
  await world.query('trading', text, [instant]);
}

/** What everyone was told of a trade: type and sequence, in order. */
async function told(id: string): Promise<string[]> {
  const records = await readTopic(world.stack.brokers, topics.trades.name);
  const events = new Map(records.filter(({ key }) => String(key) === id).map((one) => [one.headers['ce_id'], one]));
  return [...events.values()].map(({ headers, value }) => {
    const { sequence } = JSON.parse(String(value)) as { sequence: number };
    return `${headers['ce_type']} ${sequence}`;
  });
}

describe('a trade that a party submits', () => {
  it('is proposed, and nothing is set aside for it', async () => {
    const id = await propose();
    expect(await world.trade(id)).toMatchObject({
      ...{ state: 'proposed', proposedBy: pair.seller, confirmBefore: ten, amountEur: '0.05000000' },
    });
    expect((await world.http('settlement', `/v1/holds/${id}`)).status).toBe(404);
    expect((await world.http('trading', `/v1/sagas/${id}`)).status).toBe(404);
  });

  it('is seen by both of its sides and by operators, and is not there for anybody else', async () => {
    const id = await propose();
    const { operator, venue } = world.stack.keys;
    const seen = await Promise.all(
      [keyOf(pair.seller), keyOf(pair.buyer), operator, venue, keyOf(stranger)].map((key) => lookAt(id, key)),
    );
    expect(seen.map(({ status }) => status)).toEqual([200, 200, 200, 404, 404]);
    const lists = await Promise.all(
      [pair.buyer, stranger].map((party) =>
        world.http<{ items: Answer[] }>('trading', '/v1/trades?state=proposed', { key: keyOf(party) }),
      ),
    );
    expect(lists.map(({ body }) => body.items.some(({ tradeId }) => tradeId === id))).toEqual([true, false]);
  });

  it('clears once its counterparty has confirmed it, and everyone hears of both', async () => {
    const id = await propose();
    const { status, body } = await confirm(id, aTrade(), pair.buyer, { prefer: 'wait=20' });
    expect([status, body]).toEqual([200, expect.objectContaining({ state: 'cleared', agreedAt: nine })]);
    expect(await confirm(id)).toMatchObject({ status: 202, body: { tradeId: id } });
    expect(await world.hold(id)).toMatchObject({ state: 'posted' });
    expect(await told(id)).toEqual(['gridsaga.trade.proposed.v1 1', 'gridsaga.trade.cleared.v1 2']);
  });

  it('may be proposed by the buyer, and be rejected by its saga like any other', async () => {
    const trade = aTrade({ priceCentsPerMWh: 9_000_000, energyWh: 1_000_000 });
    const id = await propose(trade, pair.buyer);
    expect((await confirm(id, trade, pair.seller)).status).toBe(202);
    expect(await world.waitForEnd(id)).toMatchObject({
      ...{ state: 'rejected', rejected: { step: 'hold funds' }, proposedBy: pair.buyer },
    });
    expect(await told(id)).toEqual(['gridsaga.trade.proposed.v1 1', 'gridsaga.trade.rejected.v1 2']);
  });

  it('is refused where the party is no side of it, and operators submit none', async () => {
    expect(slug(await world.post<Answer>(aTrade(), undefined, keyOf(stranger)))).toBe('403 not-a-side-of-the-trade');
    expect(slug(await world.post<Answer>(aTrade(), undefined, world.stack.keys.operator))).toBe('403 forbidden');
  });

  it('stands beside others in one request, each with its own answer in order', async () => {
    const trades = [aTrade(), aTrade({ seller: stranger }), aTrade({ energyWh: 0 }), aTrade()];
    const { status, body } = await world.post<{ results: Answer[] }>({ trades }, undefined, keyOf(pair.seller));
    expect(status).toBe(202);
    expect(body.results.map(({ state, errors }) => state ?? errors)).toEqual([
      'proposed',
      [expect.objectContaining({ pointer: '/trades/1/seller' })],
      [expect.objectContaining({ pointer: '/trades/2/energyWh' })],
      'proposed',
    ]);
  });

  it('is found by its external id, which is its own caller’s', async () => {
    const trade = aTrade({ externalId: `order ${randomUUID()}` });
    const [mine = '', ...again] = await Promise.all(Array.from({ length: 6 }, () => propose(trade)));
    expect(new Set([mine, ...again]).size).toBe(1);
    const yours = await propose(trade, pair.buyer);
    expect(mine).not.toBe(yours);
    expect(await propose(trade)).toBe(mine);
    const other = await world.post<Answer>({ ...trade, energyWh: 2000 }, undefined, keyOf(pair.seller));
    expect(slug(other)).toBe('409 same-external-id-different-terms');
    expect((await confirm(mine)).status).toBe(202);
    expect(await propose(trade)).toBe(mine);
    await world.waitForEnd(mine);
  });
});

describe('a confirmation', () => {
  it('of other terms names each field with both values, and changes nothing', async () => {
    const id = await propose();
    const differs = await confirm(id, aTrade({ priceCentsPerMWh: 5001, energyWh: 2000 }));
    expect(slug(differs)).toBe('409 different-terms');
    expect(differs.body.errors).toEqual([
      expect.objectContaining({ pointer: '/priceCentsPerMWh', proposed: 5000, confirmed: 5001 }),
      expect.objectContaining({ pointer: '/energyWh', detail: '1000 was proposed, 2000 is confirmed' }),
    ]);
    expect(await world.trade(id)).toMatchObject({ state: 'proposed' });
    expect((await confirm(id)).status).toBe(202);
    expect(slug(await confirm(id, aTrade({ energyWh: 2000 })))).toBe('409 different-terms');
    expect(await world.waitForEnd(id)).toMatchObject({ state: 'cleared' });
  });

  it('is the counterparty’s alone', async () => {
    const id = await propose();
    expect(slug(await confirm(id, aTrade(), pair.seller))).toBe('403 only-the-counterparty-confirms');
    expect(slug(await confirm(id, aTrade(), stranger))).toBe('404 not-found');
    for (const key of [world.stack.keys.venue, world.stack.keys.operator]) {
      const answer = await world.http<Answer>('trading', `/v1/trades/${id}/confirm`, { json: aTrade(), key });
      expect(slug(answer)).toBe('403 forbidden');
    }
    expect(await world.trade(id)).toMatchObject({ state: 'proposed' });
  });

  it('of a trade that a venue submitted has nothing to confirm', async () => {
    const id = await world.submit(aTrade());
    expect(slug(await confirm(id))).toBe('409 never-proposed');
    await world.waitForEnd(id);
  });

  it('takes the terms, and no names', async () => {
    const id = await propose();
    const { status, body } = await confirm(id, aTrade({ externalId: 'mine' }));
    expect([status, body.errors]).toEqual([422, [expect.objectContaining({ pointer: '/externalId' })]]);
  });

  it('comes before a withdrawal, or after it, also when both come many times at once', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => propose()));
    for (const id of ids) {
      const answers = await Promise.all([
        ...[confirm(id), decline(id, pair.seller), confirm(id)],
        ...[decline(id, pair.seller), confirm(id)],
      ]);
      const [confirmed, declined] = [
        [0, 2, 4],
        [1, 3],
      ].map((of) => new Set(of.map((at) => answers[at]?.status)));
      const { state } = await world.waitForEnd(id);
      expect([confirmed, declined]).toEqual(
        state === 'cleared' ? [new Set([202]), new Set([409])] : [new Set([409]), new Set([200])],
      );
    }
  });
});

describe('a trade that is declined', () => {
  it.each([
    ['by the counterparty', () => pair.buyer, { why: 'too dear' }],
    ['by whoever proposed it, without a word', () => pair.seller, undefined],
  ])('%s ends rejected, by whom and why, and cannot be confirmed', async (_, who, words) => {
    const [id, by] = [await propose(), who()];
    expect(await decline(id, by, words)).toMatchObject({ status: 200, body: { state: 'rejected' } });
    expect(await world.trade(id)).toMatchObject({
      ...{ state: 'rejected', rejected: { step: 'confirmation', because: { reason: 'declined', by, ...words } } },
    });
    expect((await decline(id, by, words)).status).toBe(200);
    expect(slug(await confirm(id))).toBe('409 declined');
    expect(await told(id)).toEqual(['gridsaga.trade.proposed.v1 1', 'gridsaga.trade.rejected.v1 2']);
  });

  it('is not declined any more once it is confirmed, and not by a stranger', async () => {
    const id = await propose();
    expect((await decline(id, stranger)).status).toBe(404);
    await confirm(id);
    expect(slug(await decline(id))).toBe('409 already-confirmed');
    await world.waitForEnd(id);
  });
});

describe('at the gate', () => {
  it('what nobody has confirmed lapses, and is neither confirmed nor declined any more', async () => {
    const [before, lapses] = [await propose(), await propose()];
    await moveClockTo('2026-05-01T09:59:59.999Z');
    expect((await confirm(before)).status).toBe(202);
    await moveClockTo(ten);
    expect(slug(await confirm(lapses))).toBe('409 gate-closed');
    expect(slug(await decline(lapses))).toBe('409 gate-closed');
    expect(await world.waitForEnd(lapses)).toMatchObject({
      ...{ state: 'rejected', rejected: { because: { reason: 'not confirmed before the gate', closedAt: ten } } },
    });
    expect(await world.waitForEnd(before)).toMatchObject({ state: 'cleared', agreedAt: '2026-05-01T09:59:59.999Z' });
    expect((await confirm(before)).status).toBe(202);
    expect(await told(lapses)).toEqual(['gridsaga.trade.proposed.v1 1', 'gridsaga.trade.rejected.v1 2']);
  });

  it('what nobody asked for again lapses by itself', async () => {
    const count = async (state: string): Promise<number> =>
      (await world.query('trading', 'SELECT FROM proposal WHERE state = $1', [state])).length;
    await waitUntil(async () => ((await count('proposed')) === 0 ? true : undefined), {
      ...{ everyMs: 50, withinMs: 10_000 },
      otherwise: () => 'proposals are still open after their gate',
    });
    expect(await count('lapsed')).toBeGreaterThan(5);
  });

  it('nothing is proposed that nobody could confirm', async () => {
    expect(slug(await world.post<Answer>(aTrade(), undefined, keyOf(pair.seller)))).toBe('422 gate-closed');
  });
});

invariantsHold(() => world, { leastCleared: 5 });
