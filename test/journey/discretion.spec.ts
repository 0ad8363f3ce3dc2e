import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../support/patience.js';
import type { Because } from '#libs/decision';
import { csvOf } from '../support/desk.js';
import { type EventClient, listen } from '../support/event-client.js';
import { invariantsHold } from '../support/invariants-hold.js';
import { sharedStack } from '../support/reachable-stack.js';
import { anHourAhead, type Pair, type Submitted, World } from '../support/world.js';

let world: World;
let area: string;
beforeAll(async () => {
  world = new World(await sharedStack());
  area = await world.anArea();
});
afterAll(() => world.stack.leave());

type End = 'seller' | 'buyer';

const start = anHourAhead(3);

/** One megawatt-hour over four quarter hours at 50 euro. */
const aTrade = (pair: Pair): Submitted => world.aTrade(pair, { start, durationMinutes: 60, energyWh: 1_000_000 });

/** A pair of whom one has seven cents, or a kilowatt less than it takes. */
async function aPairShort(of: 'money' | 'capacity', end: End): Promise<Pair> {
  if (of === 'money') return world.aPair({ area, [`${end}Eur`]: '0.07' });
  const [seller, buyer] = await Promise.all([world.aParty(), world.aParty()]);
  const watts = (one: End): number => (one === end ? 999_000 : 40_000_000);
  await Promise.all([
    ...[world.aPortfolio(seller, area, watts('seller')), world.aPortfolio(buyer, area, watts('buyer'))],
    ...[world.aDeposit(seller, '1000'), world.aDeposit(buyer, '1000')],
  ]);
  return { area, seller, buyer };
}

interface Refused {
  readonly whole: Because;
  /** What it says to those whom it does not concern. */
  readonly discreet: Because;
  /** What stands in none of their answers. */
  readonly secret: string;
}

/** How such a trade is refused. */
function refusalOf(of: 'money' | 'capacity', end: End, pair: Pair): Refused {
  if (of === 'money') {
    const discreet = { reason: 'not enough free money', party: pair[end] };
    const neededEur = end === 'buyer' ? '50.11250000' : '0.11250000';
    return {
      whole: { ...discreet, neededEur, freeEur: '0.07000000', limitEur: '0.00000000' },
      discreet,
      secret: '0.07000000',
    };
  }
  const side = `${pair[end]}/${area}`;
  const discreet = { reason: 'not enough capacity', side, of: end === 'seller' ? 'injection' : 'consumption' };
  const numbers = { start: start.replace('.000Z', 'Z'), askedWh: 250_000, bookedWh: 0, limitWh: 249_750 };
  return { whole: { ...discreet, ...numbers }, discreet, secret: '249750' };
}

/** Every refusal that stands anywhere in an answer. */
function refusalsIn(answer: unknown): Because[] {
  if (typeof answer !== 'object' || answer === null) return [];
  return Object.entries(answer).flatMap(([name, value]) =>
    name === 'because' ? [value as Because] : refusalsIn(value),
  );
}

const trading = (path: string, key: string) => world.http('trading', path, { key });

/** Everything that trading shows of a trade that has ended, to the bearer of a key. */
async function shownOf(id: string, key: string, events: EventClient) {
  const timeline = await listen(`${world.stack.urls.trading}/v1/trades/${id}/events`, key);
  await timeline.ended;
  const heard = await events.until(({ data }) => data['tradeId'] === id);
  const [trade, list, saga] = await Promise.all([
    trading(`/v1/trades/${id}`, key),
    trading(`/v1/trades?area=${area}&limit=1000`, key),
    trading(`/v1/sagas/${id}`, key),
  ]);
  const listed = (list.body['items'] as { tradeId: string }[]).filter(({ tradeId }) => tradeId === id);
  return { trade: trade.body, listed, saga: saga.body, timeline: timeline.events.map(({ data }) => data), heard };
}

async function viewersOf({ seller, buyer }: Pair) {
  const { keys, urls } = world.stack;
  const named = {
    seller: keys.ofParty(seller),
    buyer: keys.ofParty(buyer),
    venue: keys.venue,
    operator: keys.operator,
  };
  return Promise.all(
    Object.entries(named).map(async ([who, key]) => {
      return { who, key, events: await listen(`${urls.trading}/v1/trades/events`, key) };
    }),
  );
}

const cases: [of: 'money' | 'capacity', end: End][] = [
  ['money', 'seller'],
  ['money', 'buyer'],
  ['capacity', 'seller'],
  ['capacity', 'buyer'],
];
const waiting = { prefer: 'wait=20' };

describe.each(cases)('for lack of %s of the %s, a trade is rejected', (of, end) => {
  it('with the numbers for that side and for operators, and for others with whom it concerns', async () => {
    const pair = await aPairShort(of, end);
    const { whole, discreet, secret } = refusalOf(of, end, pair);
    const viewers = await viewersOf(pair);
    const request = {
      ...{ json: aTrade(pair), key: world.stack.keys.venue },
      headers: { ...waiting, 'idempotency-key': randomUUID() },
    };
    const submitted = await world.http('trading', '/v1/trades', request);
    const again = await world.http('trading', '/v1/trades', request);
    expect([submitted.status, again.status]).toEqual([200, 200]);
    expect(refusalsIn([submitted.body, again.body])).toEqual([discreet, discreet]);
    const id = String(submitted.body['tradeId']);

    for (const { who, key, events } of viewers) {
      const shown = await shownOf(id, key, events);
      const sees = who === end || who === 'operator' ? whole : discreet;
      expect({ who, ...Object.fromEntries(Object.entries(shown).map(([at, one]) => [at, refusalsIn(one)])) }).toEqual({
        ...{ who, trade: [sees], listed: [sees], heard: [sees] },
        // The trade's own, and the step that was refused.
        ...{ saga: [sees, sees], timeline: [sees, sees] },
      });
      expect(JSON.stringify(shown).includes(secret)).toBe(sees === whole);
      const { lines } = await csvOf(world, 'trading', `/v1/trades?area=${area}&limit=1000`, key);
      expect(lines.find(({ tradeId }) => tradeId === id)).toMatchObject({ reason: whole.reason });
      expect(JSON.stringify(lines)).not.toContain(secret);
      await events.leave();
    }
  });

  it('also to a side that waits for what becomes of its confirmation', async () => {
    const pair = await aPairShort(of, end);
    const { whole, discreet } = refusalOf(of, end, pair);
    for (const by of ['seller', 'buyer'] as const) {
      const [proposer, terms] = [by === 'seller' ? pair.buyer : pair.seller, aTrade(pair)];
      const { keys } = world.stack;
      const proposed = await world.post<{ tradeId: string }>(terms, undefined, keys.ofParty(proposer));
      const confirmed = await world.http('trading', `/v1/trades/${proposed.body.tradeId}/confirm`, {
        ...{ json: terms, key: keys.ofParty(pair[by]), headers: waiting },
      });
      expect(confirmed).toMatchObject({ status: 200, body: { state: 'rejected' } });
      expect(refusalsIn(confirmed.body)).toEqual([by === end ? whole : discreet]);
    }
  });

  it('and its refused hold or booking is there for operators alone', async () => {
    const pair = await aPairShort(of, end);
    const id = await world.submit(aTrade(pair));
    await world.waitForEnd(id);
    const [service, path] =
      of === 'money' ? (['settlement', '/v1/holds'] as const) : (['metering', '/v1/bookings'] as const);
    const { whole } = refusalOf(of, end, pair);
    expect((await world.http(service, `${path}/${id}`)).body).toMatchObject({ state: 'refused', because: whole });
    for (const party of [pair.seller, pair.buyer]) {
      const key = world.stack.keys.ofParty(party);
      expect((await world.http(service, `${path}/${id}`, { key })).status).toBe(404);
      expect((await world.http(service, path, { key })).body).toMatchObject({ items: [] });
    }
  });
});

describe('the number of the other side', () => {
  it('is told by nothing else of settlement', async () => {
    const pair = await world.aPair({ area, buyerEur: '777' });
    await world.waitForEnd(await world.submit(aTrade(pair)));
    const key = world.stack.keys.ofParty(pair.seller);
    const asked = (path: string) => world.http('settlement', path, { key });
    const theirs = [pair.buyer, 'clearing', 'exchange-fees', 'bank'].map((id) => `/v1/accounts/${id}`);
    for (const path of ['/v1/accounts', ...theirs, ...theirs.map((one) => `${one}/statement`)])
      expect({ path, status: (await asked(path)).status }).toEqual({ path, status: 403 });
    for (const path of [`/v1/transfers?account=${pair.buyer}`, `/v1/holds?account=${pair.buyer}`])
      expect({ path, status: (await asked(path)).status }).toEqual({ path, status: 403 });
    const own = await Promise.all(
      [`/v1/accounts/${pair.seller}`, `/v1/accounts/${pair.seller}/statement`, '/v1/transfers'].map(asked),
    );
    for (const { status, text } of own) {
      expect(status).toBe(200);
      expect(text).not.toContain(pair.buyer);
    }
    const holds = await asked('/v1/holds');
    expect(holds.text).toContain(pair.buyer);
    expect(holds.text).not.toMatch(/"7\d\d\.\d{8}"/);
  });
});

invariantsHold(() => world);
