import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import '../support/patience.js';
import type { ServiceName } from '../../local/services.js';
import { csvOf, type Filter, type Listed, listOf, query } from '../support/desk.js';
import { freshCode } from '../support/fresh-code.js';
import { sharedStack } from '../support/reachable-stack.js';
import { anHourAhead, type Pair, World } from '../support/world.js';

let world: World;
let pair: Pair;
let plant: string;
const [soon, later] = [anHourAhead(), anHourAhead(9)];
/** By what they are in the stories. */
const trades: Record<'cleared' | 'rejected' | 'later' | 'others', string> = {
  ...{ cleared: '', rejected: '', later: '', others: '' },
};
const externalId = `deal ${randomUUID()}`;

/** One that is cleared, one that cannot be paid, one of a meter point hours later, and one of other parties. */
beforeAll(async () => {
  world = new World(await sharedStack());
  pair = await world.aPair();
  plant = await world.aMeterPoint(pair.seller, pair.area);
  const others = await world.aPair({ area: pair.area });
  trades.cleared = await world.submit(world.aTrade(pair, { start: soon, externalId }));
  trades.rejected = await world.submit(world.aTrade(pair, { start: soon, priceCentsPerMWh: 900_000 }));
  trades.later = await world.submit(
    world.aTrade(pair, { start: later, durationMinutes: 15, energyWh: 1000, sellerSide: plant }),
  );
  trades.others = await world.submit(world.aTrade(others, { start: soon }));
  for (const id of Object.values(trades)) await world.waitForEnd(id);
}, 60_000);
afterAll(() => world.stack.leave());

const ofParty = (party: string): string => world.stack.keys.ofParty(party);
const list = (filter: Filter, key?: string) => listOf(world, ['trading', '/v1/trades', 'tradeId'], filter, key);

describe('trades', () => {
  it.each<[string, () => Record<string, string>, readonly (keyof typeof trades)[]]>([
    ['nothing more', () => ({}), ['cleared', 'rejected', 'later', 'others']],
    ['external id', () => ({ externalId }), ['cleared']],
    ['state', () => ({ state: 'rejected' }), ['rejected']],
    ['another state', () => ({ state: 'cleared' }), ['cleared', 'later', 'others']],
    ['a state that none is in', () => ({ state: 'stuck' }), []],
    ['party', () => ({ party: pair.buyer }), ['cleared', 'rejected', 'later']],
    ['seller', () => ({ seller: pair.seller }), ['cleared', 'rejected', 'later']],
    ['buyer', () => ({ buyer: pair.seller }), []],
    ['party and buyer', () => ({ party: pair.seller, buyer: pair.buyer }), ['cleared', 'rejected', 'later']],
    ['a meter point', () => ({ side: plant }), ['later']],
    ['a portfolio', () => ({ side: `${pair.seller}/${pair.area}` }), ['cleared', 'rejected']],
    ['settlement', () => ({ settlement: 'saga' }), ['cleared', 'rejected', 'later', 'others']],
    ['start', () => ({ startsFrom: later }), ['later']],
    ['start before', () => ({ startsBefore: later }), ['cleared', 'rejected', 'others']],
    [
      'agreed',
      () => ({ agreedFrom: '2020-01-01T00:00:00Z', agreedBefore: '2999-01-01T00:00:00Z' }),
      ['cleared', 'rejected', 'later', 'others'],
    ],
    ['agreed before', () => ({ agreedBefore: '2020-01-01T00:00:00Z' }), []],
    ['reason', () => ({ reason: 'not enough free money' }), ['rejected']],
    ['what it takes back', () => ({ counterOf: randomUUID() }), []],
  ])('are found by area and %s', async (_, filter, expected) => {
    const found = await list({ area: pair.area, ...filter() });
    expect([...found].toSorted()).toEqual(expected.map((name) => trades[name]).toSorted());
  });

  it('are shown to a party where it is seller or buyer, and to nobody else', async () => {
    const key = ofParty(pair.buyer);
    expect([...(await list({}, key))].toSorted()).toEqual([trades.cleared, trades.rejected, trades.later].toSorted());
    expect(await list({ party: pair.seller, state: 'rejected' }, key)).toEqual([trades.rejected]);
    expect((await world.http('trading', `/v1/trades/${trades.others}`, { key })).status).toBe(404);
    expect((await world.http('trading', `/v1/trades/${trades.cleared}`, { key })).status).toBe(200);
    const stranger = ofParty(await world.aParty());
    expect(await list({}, stranger)).toEqual([]);
    expect(await list({ externalId }, stranger)).toEqual([]);
    expect((await world.http('trading', `/v1/trades/${trades.cleared}`, { key: stranger })).status).toBe(404);
    expect(await list({ externalId }, world.stack.keys.venue)).toEqual([trades.cleared]);
  });

  it('come in pages that add up to the whole, also as CSV', async () => {
    const key = ofParty(pair.seller);
    const whole = await list({}, key);
    const found: unknown[] = [];
    let after: string | null = null;
    do {
      const path: string = `/v1/trades?${query({ limit: '1', ...(after !== null && { after }) })}`;
      const { body }: { body: Listed } = await world.http<Listed>('trading', path, { key });
      found.push(...body.items.map(({ tradeId }) => tradeId));
      after = body.next;
    } while (after !== null && found.length < 10);
    expect(found).toEqual(whole);
    const first = await csvOf(world, 'trading', '/v1/trades?limit=2', key);
    const [, next = ''] = /^<(\?.*)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
    const second = await csvOf(world, 'trading', `/v1/trades${next}`, key);
    expect(second.headers.get('link')).toBeNull();
    expect([...first.lines, ...second.lines].map(({ tradeId }) => tradeId)).toEqual(whole);
    expect(first.lines[0]).toMatchObject({
      ...{ tradeId: trades.cleared, externalId, state: 'cleared', reason: '', legs: '1', amountEur: '50.00000000' },
    });
  });

  it('say when they deliver in local time, with its offset, beside UTC', async () => {
    const { body } = await world.http<{ legs: Filter[] }>('trading', `/v1/trades/${trades.cleared}`);
    for (const { start, startLocal } of body.legs) {
      expect(startLocal).toMatch(/T\d\d:00:00\+0[12]:00$/);
      expect(Date.parse(startLocal ?? '')).toBe(Date.parse(start ?? ''));
    }
  });

  it("are summed up, a party's own by itself", async () => {
    const path = '/v1/trades/summary';
    const own = await world.http('trading', path, { key: ofParty(pair.seller) });
    expect(own.body).toMatchObject({
      ...{ proposed: 0, pending: 0, confirmed: 0, cleared: 2, rejected: 1, stuck: 0 },
      ...{ rejectedBecause: { 'not enough free money': 1 }, energyWh: 1_001_000, turnoverEur: '50.05000000' },
    });
    const nobody = await world.http('trading', path, { key: ofParty(await world.aParty()) });
    expect(nobody.body).toMatchObject({ cleared: 0, rejected: 0, energyWh: 0, lowestPriceCentsPerMWh: null });
  });
});

describe('periods', () => {
  const periods = async (filter: Readonly<Record<string, string>>) =>
    (await world.http<Listed>('trading', `/v1/periods?${query({ area: pair.area, ...filter })}`)).body.items;

  it.each([
    ['2026-03-29', 'QH', 92],
    ['2026-05-01', 'QH', 96],
    ['2025-10-26', 'QH', 100],
    ['2025-10-26', 'HH', 50],
    ['2026-03-29', 'PH', 23],
  ])('of %s and %s are %i', async (day, product, count) => {
    expect(await periods({ day, product })).toHaveLength(count);
  });

  it('have their gate, and count down to it', async () => {
    const day = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    const [first] = await periods({ day });
    expect(first).toMatchObject({ state: 'open', lotWh: 1, name: `QH-${day.replaceAll('-', '')}-01` });
    const { start, closesAt, closesInS } = first ?? {};
    expect(Date.parse(String(start)) - Date.parse(String(closesAt))).toBe(5 * 60_000);
    expect(Math.abs(Date.parse(String(closesAt)) - Date.now() - Number(closesInS) * 1000)).toBeLessThan(30_000);
    expect((await periods({ day: '2020-05-01' }))[0]).toMatchObject({ state: 'delivered', closesInS: 0 });
  });

  it('can be read as CSV by a party', async () => {
    const path = `/v1/periods?${query({ area: pair.area, day: '2025-10-26' })}`;
    const { lines } = await csvOf(world, 'trading', path, ofParty(pair.seller));
    expect(lines).toHaveLength(100);
    expect(lines[8]).toMatchObject({ startLocal: '2025-10-26T02:00:00+02:00' });
    expect(lines[12]).toMatchObject({ startLocal: '2025-10-26T02:00:00+01:00' });
  });

  it('are not there for an area that is not', async () => {
    const path = `/v1/periods?${query({ area: freshCode('Y'), day: '2025-10-26' })}`;
    expect((await world.http('trading', path)).status).toBe(404);
  });
});

describe('a wrong parameter', () => {
  it.each<[ServiceName, string, string, string]>([
    ['trading', '/v1/trades?state=done', 'state', 'cleared'],
    ['trading', '/v1/trades?party=me', 'party', 'EIC of type X'],
    ['trading', '/v1/trades?side=left', 'side', "meter point's EIC"],
    ['trading', '/v1/trades?startsFrom=monday', 'startsFrom', 'RFC 3339'],
    ['trading', '/v1/trades?limit=1001', 'limit', '1000'],
    ['trading', '/v1/trades?after=x', 'after', 'UUID'],
    ['trading', '/v1/trades?sellr=x', 'sellr', 'is not a known field'],
    ['trading', '/v1/periods?day=2026-02-30&area=10Y1001A1001A82H', 'day', 'local date like 2026-05-01'],
    ['trading', '/v1/periods?day=2026-02-20', 'area', 'required'],
    ['trading', '/v1/periods?day=2026-02-20&area=10Y1001A1001A82H&product=Q', 'product', 'QH'],
    ['metering', '/v1/positions?day=tomorrow&area=10Y1001A1001A82H', 'day', 'local date like 2026-05-01'],
    ['metering', '/v1/bookings?state=open', 'state', 'firm'],
    ['metering', '/v1/bookings?from=2026-05-01', 'from', 'RFC 3339'],
  ])('of %s %s is named, with what was expected', async (name, path, parameter, expected) => {
    const { status, body } = await world.http(name, path);
    expect(status).toBe(400);
    expect(body['detail']).toContain(`${parameter}: `);
    expect(body['detail']).toContain(expected);
  });
});
