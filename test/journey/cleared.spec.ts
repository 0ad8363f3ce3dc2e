import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../support/patience.js';
import { topics } from '#libs/contracts';
import { invariantsHold } from '../support/invariants-hold.js';
import { sharedStack } from '../support/reachable-stack.js';
import { readTopic } from '../support/topic-listener.js';
import { anHourAhead, type Pair, World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = new World(await sharedStack());
}, 60_000);
afterAll(() => world.stack.leave());

describe('a trade that can be paid and delivered', () => {
  let pair: Pair;
  let id: string;
  beforeAll(async () => {
    pair = await world.aPair();
    id = await world.submit(world.aTrade(pair));
  }, 30_000);

  it('ends cleared', async () => {
    const trade = await world.waitForEnd(id);
    expect(trade).toMatchObject({ state: 'cleared', energyWh: 1_000_000, amountEur: '50.00000000' });
  });

  it('moves the money from the buyer to the seller, each paying its fee of 11.25 cents per MWh', async () => {
    expect(await world.account(pair.buyer)).toMatchObject({ postedEur: '949.88750000', heldEur: '0.00000000' });
    expect(await world.account(pair.seller)).toMatchObject({ postedEur: '1049.88750000', heldEur: '0.00000000' });
    expect((await world.transfers(id)).map(({ part, amountEur }) => `${part} ${amountEur}`).sort()).toEqual([
      'buyer fee 0.11250000',
      'pay in 50.00000000',
      'pay out 50.00000000',
      'seller fee 0.11250000',
    ]);
  });

  it('counts the energy as sold and bought in each of its four quarter hours', async () => {
    const none = { pendingSoldWh: 0, pendingBoughtWh: 0 };
    const [sold, bought] = await Promise.all([world.positions(pair.seller), world.positions(pair.buyer)]);
    expect(sold).toHaveLength(4);
    expect(bought).toHaveLength(4);
    for (const one of sold) expect(one).toMatchObject({ ...none, firmSoldWh: 250_000, firmBoughtWh: 0 });
    for (const one of bought) expect(one).toMatchObject({ ...none, firmSoldWh: 0, firmBoughtWh: 250_000 });
    expect(await world.booking(id)).toMatchObject({ state: 'firm' });
    expect(await world.hold(id)).toMatchObject({ state: 'posted' });
  });

  it('can be read as a timeline: both reservations, the pivot, both finishing steps', async () => {
    const { timeline, phase } = await world.saga(id);
    const told = timeline.map(({ step, direction, answer }) => `${step} ${direction} ${answer}`);
    expect(phase).toBe('done');
    expect(told.slice(0, 2).sort()).toEqual(['book delivery do accepted', 'hold funds do accepted']);
    expect(told[2]).toBe('confirm decide accepted');
    expect(told.slice(3).sort()).toEqual(['firm delivery do accepted', 'post funds do accepted']);
    for (const { askedAt, answeredAt, asks } of timeline) {
      expect(asks).toBeGreaterThanOrEqual(1);
      expect(Date.parse(answeredAt ?? '')).toBeGreaterThanOrEqual(Date.parse(askedAt));
    }
  });

  it('is told to everyone, as the trade is after it', async () => {
    const events = (await readTopic(world.stack.brokers, topics.trades.name)).filter(({ key }) => String(key) === id);
    expect(new Set(events.map(({ headers }) => headers['ce_id'])).size).toBe(1);
    expect(events[0]?.headers).toMatchObject({ ce_type: 'gridsaga.trade.cleared.v1', ce_subject: id });
    expect(JSON.parse(String(events[0]?.value))).toMatchObject({
      ...{ tradeId: id, sequence: 1, state: 'cleared' },
      ...{ seller: pair.seller, buyer: pair.buyer, area: pair.area, energyWh: 1_000_000, priceCentsPerMWh: 5000 },
    });
  });
});

describe('a block of several legs', () => {
  it('is booked leg by leg and paid as one', async () => {
    const pair = await world.aPair();
    const start = Date.parse(anHourAhead());
    const legs = [60, 30, 15].map((durationMinutes, at, all) => ({
      start: new Date(start + all.slice(0, at).reduce((sum, minutes) => sum + minutes, 0) * 60_000).toISOString(),
      durationMinutes,
      energyWh: durationMinutes * 1000,
    }));
    const id = await world.submit(world.aTrade(pair, { legs, priceCentsPerMWh: 10_000 }));
    expect(await world.waitForEnd(id)).toMatchObject({ state: 'cleared', energyWh: 105_000, amountEur: '10.50000000' });
    const sold = await world.positions(pair.seller);
    expect(sold.map(({ firmSoldWh }) => firmSoldWh)).toEqual([15_000, 15_000, 15_000, 15_000, 15_000, 15_000, 15_000]);
    expect((await world.transfers(id)).filter(({ part }) => part === 'pay in')).toHaveLength(1);
  });

  it('is refused as a whole where a single quarter hour lacks capacity', async () => {
    const pair = await world.aPair({ limitW: 400_000 });
    const start = Date.parse(anHourAhead());
    const legs = [90_000, 100_001].map((energyWh, at) => ({
      start: new Date(start + at * 900_000).toISOString(),
      durationMinutes: 15,
      energyWh,
    }));
    const id = await world.submit(world.aTrade(pair, { legs }));
    const { state, rejected } = await world.waitForEnd(id);
    expect(state).toBe('rejected');
    expect(rejected).toMatchObject({
      step: 'book delivery',
      because: { reason: 'not enough capacity', askedWh: 100_001, limitWh: 100_000 },
    });
    expect(await world.positions(pair.seller)).toEqual([]);
  });
});

describe('a sale that is bought back', () => {
  it('leaves no net position, so that the same capacity can be sold again', async () => {
    const pair = await world.aPair({ limitW: 1_000_000 });
    const back = { ...pair, seller: pair.buyer, buyer: pair.seller };
    for (const trade of [world.aTrade(pair), world.aTrade(back), world.aTrade(pair)]) {
      expect(await world.waitForEnd(await world.submit(trade))).toMatchObject({ state: 'cleared' });
    }
    for (const one of await world.positions(pair.seller)) {
      expect(one).toMatchObject({ firmSoldWh: 500_000, firmBoughtWh: 250_000 });
    }
    const more = await world.waitForEnd(await world.submit(world.aTrade(pair)));
    expect(more.rejected?.because).toMatchObject({
      reason: 'not enough capacity',
      bookedWh: 250_000,
      limitWh: 250_000,
    });
  });
});

describe('meter points', () => {
  it('trade by themselves, beside the portfolios of their parties', async () => {
    const pair = await world.aPair();
    const [sellerSide, buyerSide] = await Promise.all([
      world.aMeterPoint(pair.seller, pair.area),
      world.aMeterPoint(pair.buyer, pair.area),
    ]);
    const id = await world.submit(world.aTrade(pair, { sellerSide, buyerSide, energyWh: 4_000 }));
    expect(await world.waitForEnd(id)).toMatchObject({ state: 'cleared' });
    expect(new Set((await world.positions(pair.seller)).map(({ side }) => side))).toEqual(new Set([sellerSide]));
  });
});

describe('a price below or at zero', () => {
  it.each([
    { price: -2500, seller: '974.88750000', buyer: '1024.88750000', transfers: 4, pays: 'the seller pays' },
    { price: 0, seller: '999.88750000', buyer: '999.88750000', transfers: 2, pays: 'only the fees move' },
  ])('$price ct/MWh: $pays', async ({ price, seller, buyer, transfers }) => {
    const pair = await world.aPair();
    const id = await world.submit(world.aTrade(pair, { priceCentsPerMWh: price }));
    expect(await world.waitForEnd(id)).toMatchObject({ state: 'cleared' });
    expect(await world.account(pair.seller)).toMatchObject({ postedEur: seller, heldEur: '0.00000000' });
    expect(await world.account(pair.buyer)).toMatchObject({ postedEur: buyer, heldEur: '0.00000000' });
    expect(await world.transfers(id)).toHaveLength(transfers);
  });

  it('holds the money of the seller at a negative price, and refuses where it has too little', async () => {
    const pair = await world.aPair({ sellerEur: '10' });
    const { rejected } = await world.waitForEnd(await world.submit(world.aTrade(pair, { priceCentsPerMWh: -2500 })));
    expect(rejected).toMatchObject({
      step: 'hold funds',
      because: {
        reason: 'not enough free money',
        party: pair.seller,
        neededEur: '25.11250000',
        freeEur: '10.00000000',
      },
    });
  });
});

invariantsHold(() => world);
