import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../support/patience.js';
import { topics } from '#libs/contracts';
import type { Command } from '#libs/messaging';
import { waitUntil } from '../../local/wait-until.js';
import { invariantsHold } from '../support/invariants-hold.js';
import { looseProducer } from '../support/loose-producer.js';
import { sharedStack } from '../support/reachable-stack.js';
import { readTopic } from '../support/topic-listener.js';
import { type Pair, World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = new World(await sharedStack());
});
afterAll(() => world.stack.leave());

/** Nothing is held of either, and nothing is booked. */
async function expectNothingLeft(pair: Pair): Promise<void> {
  for (const party of [pair.seller, pair.buyer]) {
    expect(await world.account(party)).toMatchObject({ heldEur: '0.00000000' });
    expect(await world.positions(party)).toEqual([]);
  }
}

describe('a trade that cannot be done', () => {
  it('is rejected for lack of money, with the numbers', async () => {
    const pair = await world.aPair({ buyerEur: '50' });
    const id = await world.submit(world.aTrade(pair));
    const { state, rejected } = await world.waitForEnd(id);
    expect(state).toBe('rejected');
    expect(rejected).toEqual({
      step: 'hold funds',
      because: {
        reason: 'not enough free money',
        ...{ party: pair.buyer, neededEur: '50.11250000', freeEur: '50.00000000', limitEur: '0.00000000' },
      },
    });
    expect(await world.hold(id)).toMatchObject({ state: 'refused' });
    expect(['cancelled', 'tombstone']).toContain((await world.booking(id)).state);
    expect(await world.transfers(id)).toEqual([]);
    await expectNothingLeft(pair);
  });

  it('is rejected for lack of capacity, with the numbers, and the money is given back', async () => {
    const pair = await world.aPair({ limitW: 999_999 });
    const id = await world.submit(world.aTrade(pair));
    const { state, rejected } = await world.waitForEnd(id);
    expect(state).toBe('rejected');
    expect(rejected).toMatchObject({
      step: 'book delivery',
      because: {
        reason: 'not enough capacity',
        ...{ side: `${pair.seller}/${pair.area}`, askedWh: 250_000, bookedWh: 0, limitWh: 249_999 },
      },
    });
    expect(await world.booking(id)).toMatchObject({ state: 'refused' });
    expect(['voided', 'tombstone']).toContain((await world.hold(id)).state);
    await expectNothingLeft(pair);
  });

  it('is rejected for the first refusal where both are refused, and both steps are undone', async () => {
    const pair = await world.aPair({ buyerEur: '0', limitW: 0 });
    const id = await world.submit(world.aTrade(pair));
    const { state, rejected } = await world.waitForEnd(id);
    expect(state).toBe('rejected');
    expect(['hold funds', 'book delivery']).toContain(rejected?.step);
    const told = await world.timeline(id);
    expect(told).toContain('hold funds undo accepted');
    expect(told).toContain('book delivery undo accepted');
    expect(told.filter((line) => /confirm|post|firm/.test(line))).toEqual([]);
    await expectNothingLeft(pair);
  });

  it.each([
    ['the seller has no portfolio there', async () => ({ ...(await world.aPair()), seller: await world.aParty() })],
    ['the area is another one', async () => ({ ...(await world.aPair()), area: await world.anArea() })],
  ])('is rejected where %s', async (_, aPair) => {
    const pair = await aPair();
    const { state, rejected } = await world.waitForEnd(await world.submit(world.aTrade(pair)));
    expect(state).toBe('rejected');
    // A party without money is refused for that where settlement is faster: both are true, and both are undone.
    expect(['unknown side', 'not enough free money']).toContain(rejected?.because.reason);
    await expectNothingLeft(pair);
  });

  it('is rejected while an account is frozen, and clears once it is thawed', async () => {
    const pair = await world.aPair();
    const freeze = (frozen: boolean) =>
      world.http('settlement', `/v1/accounts/${pair.seller}/frozen`, {
        method: 'PUT',
        json: { frozen, why: 'a doubt' },
      });
    await freeze(true);
    const first = await world.waitForEnd(await world.submit(world.aTrade(pair)));
    expect(first.rejected).toMatchObject({
      step: 'hold funds',
      because: { reason: 'account frozen', party: pair.seller },
    });
    await freeze(false);
    expect(await world.waitForEnd(await world.submit(world.aTrade(pair)))).toMatchObject({ state: 'cleared' });
  });
});

describe('a deposit between two asks', () => {
  it('does not turn a refusal: the row stands, the trade stays rejected, a new one clears', async () => {
    const pair = await world.aPair({ buyerEur: '0' });
    const id = await world.submit(world.aTrade(pair));
    expect((await world.waitForEnd(id)).rejected?.step).toBe('hold funds');
    await world.aDeposit(pair.buyer, '1000');

    const records = await readTopic(world.stack.brokers, topics.settlementCommands.name);
    const [first] = records
      .flatMap(({ value }) => (JSON.parse(String(value)) as { messages: Command[] }).messages)
      .filter(({ sagaId, type }) => sagaId === id && type === 'settlement.hold-funds.v1');
    expect(first).toMatchObject({ id: `${id}/hold funds/do`, attempt: 1 });
    if (!first) throw new Error('the ask was never sent');
    const producer = await looseProducer(world.stack.brokers);
    await producer.post(topics.settlementCommands.name, { ...first, attempt: 2 });
    await producer.close();
    await waitUntil(
      async () => {
        const replies = await readTopic(world.stack.brokers, topics.tradingReplies.name);
        return replies.some(({ value }) => String(value).includes(`"re":"${first.id}","attempt":2`)) || undefined;
      },
      { everyMs: 50, withinMs: 10_000, otherwise: () => 'the second ask was not answered' },
    );

    expect(await world.hold(id)).toMatchObject({ state: 'refused', because: { reason: 'not enough free money' } });
    expect(await world.account(pair.buyer)).toMatchObject({ postedEur: '1000.00000000', heldEur: '0.00000000' });
    expect(await world.trade(id)).toMatchObject({ state: 'rejected' });
    expect(await world.waitForEnd(await world.submit(world.aTrade(pair)))).toMatchObject({ state: 'cleared' });
  });
});

invariantsHold(() => world);
