import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import '../support/patience.js';
import type { ServiceName } from '../../local/services.js';
import { waitUntil } from '../../local/wait-until.js';
import { checkInvariants } from '../invariant/check.js';
import type { HttpAnswer } from '../support/http-client.js';
import { invariantsHold } from '../support/invariants-hold.js';
import { sharedStack } from '../support/reachable-stack.js';
import type { SagaSeen } from '../support/what-is-seen.js';
import { type Pair, World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = new World(await sharedStack());
});
afterAll(() => world.stack.leave());

type Action = 'retry' | 'force-undo' | 'skip' | 'pause' | 'resume';
type Answer = HttpAnswer<SagaSeen & { readonly type?: string; readonly seen?: number }>;

const post = (id: string, action: Action, revision: number, other: object = {}): Promise<Answer> =>
  world.http('trading', `/v1/sagas/${id}/${action}`, { json: { revision, why: `to try ${action}`, ...other } });

/** Acts on the saga as it is now; what moved in between is looked at again, as a person would. */
const act = (id: string, action: Action, other: object = {}): Promise<Answer> =>
  waitUntil(
    async () => {
      const answer = await post(id, action, (await world.saga(id)).revision, other);
      return answer.body.type?.endsWith(':changed-since') ? undefined : answer;
    },
    { everyMs: 25, withinMs: 10_000, otherwise: () => `the saga moved on whenever it was to ${action}` },
  );

const untilTold = (id: string, line: string): Promise<true> =>
  waitUntil(async () => (await world.timeline(id)).includes(line) || undefined, {
    ...{ everyMs: 25, withinMs: 20_000, otherwise: () => `'${line}' is not in the timeline` },
  });

/** Submits a trade while a service stands still, lets something happen, and wakes the service. */
async function whileFrozen(
  frozen: ServiceName,
  pair: Pair,
  happens: (id: string) => Promise<unknown>,
): Promise<string> {
  world.stack.freeze(frozen);
  try {
    const id = await world.submit(world.aTrade(pair));
    await happens(id);
    return id;
  } finally {
    world.stack.thaw(frozen);
  }
}

const idsOf = async (query: string): Promise<string[]> => {
  const { body } = await world.http<{ items: { sagaId: string }[] }>('trading', `/v1/sagas?${query}`);
  return body.items.map(({ sagaId }) => sagaId);
};

const audited = async (id: string): Promise<unknown[]> => {
  const { body } = await world.http<{ items: { who: string; action: string; why: string }[] }>(
    'trading',
    `/v1/audit?of=saga/${id}`,
  );
  return body.items.map(({ who, action, why }) => `${who}: ${action}, ${why}`).reverse();
};

describe('a paused trade', () => {
  it('keeps answers and does not confirm; undone by force meanwhile, it ends rejected once it is resumed', async () => {
    const pair = await world.aPair();
    const id = await whileFrozen('metering', pair, async (tradeId) => {
      await untilTold(tradeId, 'hold funds do accepted');
      expect(await act(tradeId, 'pause')).toMatchObject({ status: 202, body: { paused: true, phase: 'doing' } });
    });
    await untilTold(id, 'book delivery do accepted');
    expect(await world.saga(id)).toMatchObject({ paused: true, awaits: [] });
    expect(await idsOf(`paused=true&party=${pair.buyer}&state=pending`)).toEqual([id]);

    expect(await act(id, 'retry')).toMatchObject({
      status: 409,
      body: { type: expect.stringMatching(/:saga-is-paused$/) },
    });
    expect(await act(id, 'force-undo')).toMatchObject({ status: 202, body: { phase: 'undoing', paused: true } });
    // Longer than the first repetition of any ask.
    await pause(1500);
    expect((await world.timeline(id)).filter((line) => /undo|confirm/.test(line))).toEqual([
      'force undo by an operator accepted',
    ]);

    expect((await act(id, 'resume')).status).toBe(202);
    const because = { reason: 'forced by an operator' };
    expect(await world.waitForEnd(id)).toMatchObject({ state: 'rejected', rejected: { step: 'confirm', because } });
    expect(await world.account(pair.buyer)).toMatchObject({ heldEur: '0.00000000' });
    expect(await idsOf(`reason=${encodeURIComponent(because.reason)}&party=${pair.buyer}`)).toEqual([id]);
    expect(await audited(id)).toEqual([
      'operator:operator: pause, to try pause',
      'operator:operator: force undo, to try force-undo',
      'operator:operator: resume, to try resume',
    ]);
    expect((await act(id, 'resume')).body).toMatchObject({ as: 'undone', detail: 'saga has ended (as undone).' });
  });

  it('is cleared after all when it is resumed, and cannot be undone then', async () => {
    const id = await whileFrozen('metering', await world.aPair(), (tradeId) => act(tradeId, 'pause'));
    await untilTold(id, 'book delivery do accepted');
    await act(id, 'resume');
    await world.waitFor(id, ['cleared']);
    expect((await act(id, 'force-undo')).status).toBe(409);
  });
});

describe('two operators', () => {
  it('who saw the same trade do one thing to it: the other is told what changed', async () => {
    const pair = await world.aPair();
    const id = await whileFrozen('metering', pair, async (tradeId) => {
      await untilTold(tradeId, 'hold funds do accepted');
      await act(tradeId, 'pause');
      const { revision } = await world.saga(tradeId);
      const answers = await Promise.all([post(tradeId, 'force-undo', revision), post(tradeId, 'resume', revision)]);
      expect(answers.map(({ status }) => status)).toEqual(expect.arrayContaining([202, 409]));
      const late = answers.find(({ status }) => status === 409);
      expect(late?.body).toMatchObject({ revision: revision + 1, seen: revision });
      expect(late?.text).toContain('changed-since');
      expect(await audited(tradeId)).toHaveLength(2);
      await act(tradeId, 'resume');
    });
    await world.waitForEnd(id);
  });
});

describe('a stuck step', () => {
  it('is skipped with a reason: the trade ends by hand, and is listed until its row is corrected', async () => {
    const pair = await world.aPair({ buyerEur: '1' });
    const ofBooking = (id: string, from: string, to: string) =>
      world.query('metering', 'UPDATE booking SET state = $3 WHERE id = $1 AND state = $2 RETURNING id', [
        id,
        from,
        to,
      ]);
    const id = await whileFrozen('settlement', pair, async (tradeId) => {
      await untilTold(tradeId, 'book delivery do accepted');
      // Whoever makes it firm keeps it from being undone.
      expect(await ofBooking(tradeId, 'pending', 'firm')).toHaveLength(1);
    });
    await world.waitFor(id, ['stuck']);
    expect(await idsOf(`stuck=true&step=book%20delivery&party=${pair.seller}&olderThanS=0`)).toEqual([id]);
    expect(await act(id, 'skip', { step: 'firm delivery' })).toMatchObject({
      status: 409,
      body: { step: 'firm delivery', phase: 'undoing' },
    });
    expect((await act(id, 'skip')).status).toBe(422);

    expect(await act(id, 'skip', { step: 'book delivery' })).toMatchObject({ status: 202 });
    expect(await world.waitForEnd(id)).toMatchObject({ state: 'rejected', byHand: ['book delivery'] });
    const ended = `party=${pair.seller}&state=rejected&phase=undone&open=false&youngerThanS=3600`;
    expect(await idsOf(`byHand=true&${ended}`)).toEqual([id]);
    expect(await idsOf(`byHand=false&${ended}`)).toEqual([]);
    expect(await idsOf(`olderThanS=3600&${ended}`)).toEqual([]);
    expect((await world.saga(id)).timeline).toContainEqual(
      expect.objectContaining({ step: 'skip', direction: 'by an operator', steps: ['book delivery'] }),
    );

    const { trading: tradingUrl, metering: meteringUrl, settlement: settlementUrl } = world.stack.databaseUrls;
    const places = { tradingUrl, meteringUrl, settlementUrl, brokers: world.stack.brokers };
    const { findings } = await checkInvariants(places);
    expect(findings.join('\n')).toContain(
      `what was skipped at metering is corrected there: trade ${id} is by hand: 'book delivery' was skipped, and its booking is firm`,
    );
    expect(await ofBooking(id, 'firm', 'cancelled')).toHaveLength(1);
    await world.query(
      'metering',
      'UPDATE position SET pending_sold_wh = 0, pending_bought_wh = 0 WHERE side = ANY ($1)',
      [[`${pair.seller}/${pair.area}`, `${pair.buyer}/${pair.area}`]],
    );
  });
});

describe('a saga', () => {
  it('is seen by the parties of its trade and by whoever submitted it, and is touched by operators only', async () => {
    const pair = await world.aPair();
    const id = await world.submit(world.aTrade(pair));
    await world.waitForEnd(id);
    const { keys } = world.stack;
    const statusOf = async (key: string, path = `/v1/sagas/${id}`, json?: object): Promise<number> =>
      (await world.http('trading', path, { key, ...(json && { json }) })).status;
    const parties = [pair.seller, pair.buyer, await world.aParty()];
    const [seller = '', buyer = '', stranger = ''] = parties.map((party) => keys.ofParty(party));
    expect([await statusOf(seller), await statusOf(buyer), await statusOf(stranger)]).toEqual([200, 200, 404]);
    expect([await statusOf(keys.venue), await statusOf(keys.operator)]).toEqual([200, 200]);
    expect([await statusOf(keys.venue, '/v1/sagas'), await statusOf(stranger, '/v1/sagas')]).toEqual([403, 403]);
    const json = { revision: 1, why: 'to try it' };
    for (const action of ['retry', 'force-undo', 'skip', 'pause', 'resume'])
      expect(await statusOf(seller, `/v1/sagas/${id}/${action}`, json)).toBe(403);
  });
});

invariantsHold(() => world);
