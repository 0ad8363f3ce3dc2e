import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import '../support/patience.js';
import type { Stack } from '../../local/stack.js';
import { waitUntil } from '../../local/wait-until.js';
import { invariantsHold } from '../support/invariants-hold.js';
import { ownStack } from '../support/reachable-stack.js';
import { type Pair, World } from '../support/world.js';

let stack: Stack;
let world: World;
let pairs: readonly Pair[];
beforeAll(async () => {
  // It would refuse what waits for five seconds. How long this machine takes to bring enough of it is not the story.
  const own = await ownStack({ env: { MOST_OUTBOX_AGE_MS: '120000' } });
  stack = own.stack;
  world = new World(own.reachable);
  const area = await world.anArea();
  // Enough pairs that every partition of both command topics gets its share.
  const rich = { area, sellerEur: '1000000', buyerEur: '1000000', limitW: 100_000_000_000 };
  pairs = await Promise.all(Array.from({ length: 16 }, () => world.aPair(rich)));
});
afterAll(() => world.stack.leave());

const leastParcels = 5_000;
const callers = 8;

const waitingParcels = async (): Promise<number> => {
  const [row] = await world.query<{ n: number }>('trading', 'SELECT count(*)::int AS n FROM outbox');
  return row?.n ?? 0;
};

const openSagas = async (): Promise<number> => {
  const [row] = await world.query<{ n: number }>('trading', 'SELECT count(*)::int AS n FROM saga WHERE open');
  return row?.n ?? 0;
};

describe('while Kafka is away', () => {
  const taken: string[] = [];

  it(`submissions go on being taken, until ${leastParcels} parcels wait`, async () => {
    const { kafka } = stack;
    if (!kafka) throw new Error('this story stops the broker, and the broker is somebody else’s');
    await kafka.stop();
    let waiting = 0;
    const submitting = Array.from({ length: callers }, async (_, caller) => {
      for (let at = caller; waiting < leastParcels; at += callers) {
        const pair = pairs[at % pairs.length];
        if (pair) taken.push(await world.submit(world.aTrade(pair, { energyWh: 4 })));
      }
    });
    const counting = waitUntil(
      async () => {
        waiting = await waitingParcels();
        return waiting >= leastParcels ? true : undefined;
      },
      { everyMs: 200, withinMs: 120_000, otherwise: () => `only ${waiting} parcels wait` },
    ).finally(() => {
      // Also when they were never so many, the callers come to an end.
      waiting = leastParcels;
    });
    await Promise.all([counting, ...submitting]);
    expect(await waitingParcels()).toBeGreaterThanOrEqual(leastParcels);
    expect(new Set(taken).size).toBe(taken.length);
  }, 150_000);

  it('nothing ends, and everything can be read', async () => {
    expect(await openSagas()).toBe(taken.length);
    expect(await world.trade(taken[0] ?? '')).toMatchObject({ state: 'pending' });
  });

  it('and is back, the backlog drains and every trade ends', async () => {
    await stack.kafka?.restart();
    await waitUntil(async () => ((await openSagas()) === 0 && (await waitingParcels()) === 0 ? true : undefined), {
      ...{ everyMs: 200, withinMs: 120_000 },
      otherwise: () => 'the backlog does not drain',
    });
    const { body } = await world.http<{ cleared: number; rejected: number; stuck: number }>(
      'trading',
      '/v1/trades/summary',
    );
    expect(body.cleared + body.rejected).toBe(taken.length);
    expect(body.stuck).toBe(0);
  }, 150_000);

  it('and is back, a new trade clears as ever', async () => {
    const [pair] = pairs;
    if (!pair) throw new Error('there are no pairs');
    const headers = { 'idempotency-key': randomUUID(), prefer: 'wait=10' };
    const { body } = await world.http('trading', '/v1/trades', {
      json: world.aTrade(pair),
      headers,
      key: world.stack.keys.venue,
    });
    expect(body).toMatchObject({ state: 'cleared' });
  });
});

invariantsHold(() => world);
