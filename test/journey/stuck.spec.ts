import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../support/patience.js';
import type { ServiceName } from '../../local/services.js';
import { waitUntil } from '../../local/wait-until.js';
import { invariantsHold } from '../support/invariants-hold.js';
import { sharedStack } from '../support/reachable-stack.js';
import type { SagaSeen } from '../support/what-is-seen.js';
import { World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = new World(await sharedStack());
});
afterAll(() => world.stack.leave());

interface Story {
  readonly what: string;
  readonly step: string;
  /** Who is held back while the other participant's row is spoilt. */
  readonly frozen: ServiceName;
  readonly first: string;
  readonly service: ServiceName;
  readonly table: 'hold' | 'booking';
  readonly spoilt: string;
  readonly right: string;
  readonly buyerEur: string;
  readonly because: string;
  readonly end: 'cleared' | 'rejected';
}

const stories: readonly Story[] = [
  {
    ...{ what: 'money that cannot be posted', step: 'post funds', because: 'already undone', end: 'cleared' },
    ...{ frozen: 'metering', first: 'hold funds', service: 'settlement', buyerEur: '1000' },
    ...{ table: 'hold', spoilt: 'voided', right: 'held' },
  },
  {
    ...{ what: 'delivery that cannot be made firm', step: 'firm delivery', because: 'already undone', end: 'cleared' },
    ...{ frozen: 'settlement', first: 'book delivery', service: 'metering', buyerEur: '1000' },
    ...{ table: 'booking', spoilt: 'cancelled', right: 'pending' },
  },
  {
    ...{ what: 'a booking that cannot be undone', step: 'book delivery', because: 'past the pivot', end: 'rejected' },
    ...{ frozen: 'settlement', first: 'book delivery', service: 'metering', buyerEur: '1' },
    ...{ table: 'booking', spoilt: 'firm', right: 'pending' },
  },
];

describe.each(stories)('$what', ({ step, frozen, first, service, table, spoilt, right, buyerEur, because, end }) => {
  it(`makes the trade stuck, shown to operators, and ends ${end} once the row is mended and retried`, async () => {
    const pair = await world.aPair({ buyerEur });
    const setState = (id: string, from: string, to: string) =>
      world.query(service, `UPDATE ${table} SET state = $3 WHERE id = $1 AND state = $2 RETURNING id`, [id, from, to]);
    world.stack.freeze(frozen);
    const id = await world
      .submit(world.aTrade(pair))
      .then(async (tradeId) => {
        await waitUntil(async () => (await world.timeline(tradeId)).includes(`${first} do accepted`) || undefined, {
          everyMs: 25,
          withinMs: 15_000,
          otherwise: () => `${first} was not accepted`,
        });
        expect(await setState(tradeId, right, spoilt)).toHaveLength(1);
        return tradeId;
      })
      .finally(() => world.stack.thaw(frozen));

    expect(await world.waitFor(id, ['stuck'])).toMatchObject({ state: 'stuck' });
    const saga = await world.saga(id);
    expect(saga.stuck).toEqual([step]);
    expect(saga.timeline).toContainEqual(
      expect.objectContaining({ step, answer: 'stuck', because: expect.objectContaining({ reason: because }) }),
    );
    const list = await world.http<{ items: { sagaId: string }[] }>('trading', '/v1/sagas?stuck=true');
    expect(list.body.items.map(({ sagaId }) => sagaId)).toContain(id);
    const summary = await world.http<{ stuck: number }>('trading', '/v1/trades/summary');
    expect(summary.body.stuck).toBe(1);

    const retry = (revision: number) =>
      world.http<SagaSeen>('trading', `/v1/sagas/${id}/retry`, { json: { revision, why: 'the row was looked at' } });
    expect((await retry(saga.revision - 1)).status).toBe(409);
    // Not mended: it is asked again, and refused again.
    const [other] = await waitUntil(
      async () => {
        const { revision } = await world.saga(id);
        const answer = await retry(revision);
        return answer.status === 202 ? [answer] : undefined;
      },
      { everyMs: 25, withinMs: 10_000, otherwise: () => 'the retry was never taken' },
    );
    expect(other?.body.awaits).toContainEqual(expect.objectContaining({ step, stuck: false }));
    await waitUntil(async () => ((await world.saga(id)).stuck.length > 0 ? true : undefined), {
      ...{ everyMs: 25, withinMs: 10_000 },
      otherwise: () => 'it is not stuck again',
    });

    expect(await setState(id, spoilt, right)).toHaveLength(1);
    const { revision } = await world.saga(id);
    expect((await retry(revision)).status).toBe(202);
    expect(await world.waitForEnd(id)).toMatchObject({ state: end });
    expect((await retry(revision + 1)).status).toBe(409);
    expect(await world.account(pair.buyer)).toMatchObject({ heldEur: '0.00000000' });
  });
});

invariantsHold(() => world);
