import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../support/patience.js';
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

/** One that is cleared, one that cannot be paid, one of a meter point hours later, and one of other parties. */
beforeAll(async () => {
  world = new World(await sharedStack());
  pair = await world.aPair();
  plant = await world.aMeterPoint(pair.seller, pair.area);
  const others = await world.aPair({ area: pair.area });
  trades.cleared = await world.submit(world.aTrade(pair, { start: soon }));
  trades.rejected = await world.submit(world.aTrade(pair, { start: soon, priceCentsPerMWh: 900_000 }));
  trades.later = await world.submit(
    world.aTrade(pair, { start: later, durationMinutes: 15, energyWh: 1000, sellerSide: plant }),
  );
  trades.others = await world.submit(world.aTrade(others, { start: soon }));
  for (const id of Object.values(trades)) await world.waitForEnd(id);
}, 60_000);
afterAll(() => world.stack.leave());

const ofParty = (party: string): string => world.stack.keys.ofParty(party);

type Item = Readonly<Record<string, unknown>>;
interface Positions {
  readonly sides: readonly { readonly side: string; readonly quarterHours: readonly Item[] }[];
  readonly total: { readonly day: Item; readonly quarterHours: readonly Item[] };
}

describe('positions', () => {
  const path = (other: Readonly<Record<string, string>> = {}): string => {
    const local = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' });
    return `/v1/positions?${query({ area: pair.area, day: local.format(new Date(soon)), ...other })}`;
  };

  it("tell a party what it sold and bought on each of its sides, what is free, and the sides' total", async () => {
    const { body } = await world.http<Positions>('metering', path(), { key: ofParty(pair.seller) });
    expect(body.sides.map(({ side }) => side).toSorted()).toEqual([plant, `${pair.seller}/${pair.area}`].toSorted());
    const at = new Date(soon).toISOString().replace('.000Z', 'Z');
    const portfolio = body.sides.find(({ side }) => side !== plant);
    expect(portfolio?.quarterHours.find(({ start }) => start === at)).toMatchObject({
      ...{ soldWh: 250_000, boughtWh: 0, netWh: 250_000, pendingSoldWh: 0, pendingBoughtWh: 0 },
      ...{ freeToSellWh: 9_750_000, freeToBuyWh: 10_250_000 },
      startLocal: expect.stringMatching(/\+0[12]:00$/) as unknown,
    });
    expect(body.total.quarterHours.find(({ start }) => start === at)).toMatchObject({
      ...{ soldWh: 250_000, freeToSellWh: 9_760_000, freeToBuyWh: 10_260_000 },
    });
    expect(Number(body.total.day['soldWh'])).toBeGreaterThanOrEqual(250_000);
  });

  it('come as CSV, one line for each side and quarter hour', async () => {
    const { lines } = await csvOf(world, 'metering', path({ day: '2025-10-26' }), ofParty(pair.seller));
    expect(lines).toHaveLength(200);
    expect(new Set(lines.map(({ side }) => side)).size).toBe(2);
  });

  it("are a party's own", async () => {
    const asked = (who: string, party?: string) =>
      world.http('metering', path(party === undefined ? {} : { party }), { key: who });
    expect((await asked(ofParty(pair.buyer), pair.seller)).status).toBe(403);
    expect((await asked(world.stack.keys.venue, pair.seller)).status).toBe(403);
    expect((await asked(world.stack.keys.operator, pair.seller)).status).toBe(200);
    expect(await asked(world.stack.keys.operator)).toMatchObject({
      ...{ status: 400, body: { detail: 'party: is required of an operator' } },
    });
  });
});

describe('bookings', () => {
  const bookings = (filter: Filter, key?: string) => listOf(world, ['metering', '/v1/bookings', 'id'], filter, key);

  it.each<[string, () => Record<string, string>, readonly (keyof typeof trades)[]]>([
    ['nothing more', () => ({}), ['cleared', 'rejected', 'later']],
    ['state', () => ({ state: 'firm' }), ['cleared', 'later']],
    ['side', () => ({ side: plant }), ['later']],
    ['portfolio', () => ({ side: `${pair.seller}/${pair.area}` }), ['cleared', 'rejected']],
    ['from', () => ({ from: later }), ['later']],
    ['to', () => ({ to: later }), ['cleared', 'rejected']],
    ['another area', () => ({ area: freshCode('Y') }), []],
  ])('of a party are found by %s', async (_, filter, expected) => {
    const found = await bookings({ party: pair.seller, ...filter() });
    expect([...found].toSorted()).toEqual(expected.map((name) => trades[name]).toSorted());
    expect(await bookings(filter(), ofParty(pair.seller))).toEqual(found);
  });

  it('are shown to their own parties only, also as CSV', async () => {
    const stranger = ofParty(await world.aParty());
    expect(await bookings({}, stranger)).toEqual([]);
    const path = `/v1/bookings?${query({ party: pair.seller })}`;
    expect((await world.http('metering', path, { key: stranger })).status).toBe(403);
    const one = `/v1/bookings/${trades.cleared}`;
    expect((await world.http('metering', one, { key: stranger })).status).toBe(404);
    expect((await world.http('metering', one, { key: ofParty(pair.buyer) })).status).toBe(200);
    const { lines } = await csvOf(world, 'metering', path, ofParty(pair.seller));
    expect(lines.find(({ id }) => id === trades.cleared)).toMatchObject({ state: 'firm', energyWh: '1000000' });
  });
});

describe("a portfolio's limits", () => {
  const limits = { injectionLimitW: 1_000, consumptionLimitW: 2_000 };

  it('are set by an operator who says why, once for a version, and that is kept', async () => {
    const party = await world.aParty();
    const key = await world.aPortfolio(party, pair.area);
    const put = (json: unknown, by: string = world.stack.keys.operator) =>
      world.http('metering', `/v1/portfolios/${key}/limits`, { method: 'PUT', json, key: by });
    expect((await put({ ...limits, why: 'I want more.' }, ofParty(party))).status).toBe(403);
    expect(await put(limits)).toMatchObject({ status: 422, body: { errors: [{ pointer: '/why' }] } });
    expect(await put({ ...limits, why: 'A smaller line.', version: 1 })).toMatchObject({
      ...{ status: 200, body: { ...limits, sequence: 2 } },
    });
    expect(await put({ ...limits, injectionLimitW: 5, why: 'Too late.', version: 1 })).toMatchObject({
      ...{ status: 409, body: { seenVersion: 1, version: 2 } },
    });
    const { body } = await world.http<Listed>('metering', `/v1/audit?${query({ of: `portfolio/${key}` })}`);
    expect(body.items).toEqual([
      expect.objectContaining({
        ...{ who: 'operator:operator', action: 'set limits', why: 'A smaller line.', seen: 1 },
        details: expect.objectContaining({ injectionLimitW: 1_000, injectionLimitWBefore: 40_000_000 }) as unknown,
      }),
    ]);
  });
});
