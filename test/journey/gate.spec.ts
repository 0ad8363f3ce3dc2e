import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../support/patience.js';
import { waitUntil } from '../../local/wait-until.js';
import { invariantsHold } from '../support/invariants-hold.js';
import { ownStack } from '../support/reachable-stack.js';
import { type Pair, World } from '../support/world.js';

/** Delivery starts here; a gate that leads by fifteen minutes closes at ten, one that leads by none at the start. */
const start = '2026-05-01T10:15:00Z';
const justBeforeTen = '2026-05-01T09:59:59.999Z';
const ten = '2026-05-01T10:00:00Z';
const justBeforeStart = '2026-05-01T10:14:59.999Z';

let world: World;
let early: string;
let late: string;
beforeAll(async () => {
  // The market clock stands still until a story moves it on.
  world = new World((await ownStack({ marketClock: `${justBeforeTen}@0` })).reachable);
  early = await world.anArea({ gateLeadMinutes: 15 });
  late = await world.anArea({ gateLeadMinutes: 0 });
});
afterAll(() => world.stack.leave());

/** The stories below follow one another in market time, which never runs backwards. */
async function moveClockTo(instant: string, speed = 0): Promise<void> {
  const text = 'UPDATE market_clock SET anchor_market = $1, anchor_wall = clock_timestamp(), speed = $2';
  await world.query('trading', text, [instant, speed]);
}

const aTrade = (pair: Pair) => world.aTrade(pair, { start, durationMinutes: 15, energyWh: 1000 });

/** Lets the pivot wait for metering while something happens. */
async function whileHeldBack(pair: Pair, happens: () => Promise<void>): Promise<string> {
  world.stack.freeze('metering');
  try {
    const id = await world.submit(aTrade(pair));
    await waitUntil(async () => (await world.timeline(id)).includes('hold funds do accepted') || undefined, {
      ...{ everyMs: 25, withinMs: 15_000 },
      otherwise: () => 'the money was not held',
    });
    await happens();
    return id;
  } finally {
    world.stack.thaw('metering');
  }
}

async function expectUndone(id: string, pair: Pair): Promise<void> {
  expect(await world.hold(id)).toMatchObject({ state: 'voided' });
  expect(await world.booking(id)).toMatchObject({ state: 'cancelled' });
  expect(await world.account(pair.buyer)).toMatchObject({ postedEur: '1000.00000000', heldEur: '0.00000000' });
  expect(await world.positions(pair.seller)).toEqual([]);
}

describe('a millisecond before the gate closes', () => {
  it('shows the market time that was set', async () => {
    const { body } = await world.http('trading', '/v1/market-time');
    expect(JSON.stringify(body)).toContain(justBeforeTen);
  });

  it('a deal binds', async () => {
    const trade = await world.waitForEnd(await world.submit(aTrade(await world.aPair({ area: early }))));
    expect(trade).toMatchObject({ state: 'cleared', agreedAt: justBeforeTen, gateClosesAt: ten });
  });

  it('a deal binds although its confirmation comes after the gate has closed', async () => {
    const pair = await world.aPair({ area: early });
    const id = await whileHeldBack(pair, () => moveClockTo(ten));
    expect(await world.waitForEnd(id)).toMatchObject({ state: 'cleared', agreedAt: justBeforeTen });
  });
});

describe("at the gate's own instant", () => {
  it('a deal is late: it is rejected, and everything undone', async () => {
    const pair = await world.aPair({ area: early });
    const id = await world.submit(aTrade(pair));
    const { state, rejected } = await world.waitForEnd(id);
    expect(state).toBe('rejected');
    expect(rejected).toMatchObject({
      step: 'confirm',
      because: { reason: 'gate closed', agreedAt: ten, closedAt: ten },
    });
    await expectUndone(id, pair);
    expect(await world.timeline(id)).toContain('confirm decide refused');
  });

  it('a deal binds where the gate is still open', async () => {
    const id = await world.submit(aTrade(await world.aPair({ area: late })));
    expect(await world.waitForEnd(id)).toMatchObject({ state: 'cleared', gateClosesAt: start });
  });
});

describe('the deadline of registration, the start of delivery', () => {
  it('is kept by a confirmation a millisecond before it', async () => {
    const pair = await world.aPair({ area: late });
    const id = await whileHeldBack(pair, () => moveClockTo(justBeforeStart));
    expect(await world.waitForEnd(id)).toMatchObject({ state: 'cleared', agreedAt: ten });
  });

  it('is missed by a confirmation at its instant, of a deal that was in time', async () => {
    const pair = await world.aPair({ area: late });
    const id = await whileHeldBack(pair, () => moveClockTo(start));
    const { state, rejected, agreedAt } = await world.waitForEnd(id);
    expect([state, agreedAt]).toEqual(['rejected', justBeforeStart]);
    expect(rejected).toMatchObject({
      step: 'confirm',
      because: { reason: 'registration deadline passed', deadline: start },
    });
    await expectUndone(id, pair);
  });

  it('leaves nothing to be submitted after it', async () => {
    const pair = await world.aPair({ area: late });
    const { status, body } = await world.post(aTrade(pair));
    expect([status, body['type']]).toEqual([422, 'urn:gridsaga:problem:period-in-the-past']);
    expect(body['errors']).toEqual([expect.objectContaining({ pointer: '/start' })]);
  });
});

describe('a market clock that runs fast', () => {
  it('passes the deadline of a trade that is held back for a second', async () => {
    await moveClockTo(start, 3600);
    const pair = await world.aPair({ area: late });
    const { body } = await world.http<{ marketTime?: string }>('trading', '/v1/market-time');
    const [now = ''] = /\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(JSON.stringify(body)) ?? [];
    // More than an hour ahead for the submission, and so a second or two.
    const ahead = new Date(Math.ceil(Date.parse(now) / 3_600_000) * 3_600_000 + 3_600_000).toISOString();
    world.stack.freeze('metering');
    const id = await world
      .submit(world.aTrade(pair, { start: ahead }))
      .then(async (tradeId) => {
        await waitUntil(
          async () => {
            const shown = await world.http('trading', '/v1/market-time');
            return JSON.stringify(shown.body) > JSON.stringify(shown.body).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, ahead)
              ? true
              : undefined;
          },
          { everyMs: 50, withinMs: 10_000, otherwise: () => 'the clock does not run' },
        );
        return tradeId;
      })
      .finally(() => world.stack.thaw('metering'));
    const { rejected } = await world.waitForEnd(id);
    expect(rejected).toMatchObject({ step: 'confirm', because: { reason: 'registration deadline passed' } });
    await expectUndone(id, pair);
  });
});

invariantsHold(() => world, { leastCleared: 4 });
