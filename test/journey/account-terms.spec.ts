import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../support/patience.js';
import { topics } from '#libs/contracts';
import { waitUntil } from '../../local/wait-until.js';
import { invariantsHold } from '../support/invariants-hold.js';
import { sharedStack } from '../support/reachable-stack.js';
import { settlementDesk } from '../support/settlement-desk.js';
import { readTopic } from '../support/topic-listener.js';
import { type Pair, World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = new World(await sharedStack());
}, 60_000);
afterAll(() => world.stack.leave());

const { get, put, withdraw } = settlementDesk(() => world);

describe('the terms of an account', () => {
  let party: Pair;
  beforeAll(async () => {
    party = await world.aPair();
  });
  const audited = async (account: string) =>
    (
      await get<{ items: { action: string; why: string; who: string; seen: number | null }[] }>(
        `/v1/audit?of=account/${account}`,
      )
    ).body.items.filter(({ action }) => action !== 'deposit');

  it('freeze it with a reason: no new hold, no withdrawal, until it is thawed', async () => {
    const { seller, buyer } = party;
    const path = `/v1/accounts/${buyer}/frozen`;
    expect((await put(path, { frozen: true })).status).toBe(422);
    expect((await put(path, { frozen: true, why: 'a doubt' }, world.stack.keys.ofParty(buyer))).status).toBe(403);
    const frozen = await put(path, { frozen: true, why: 'a doubt', version: 1 });
    expect(frozen).toMatchObject({ status: 200, body: { frozen: true, frozenBecause: 'a doubt', version: 2 } });
    const refusal = await withdraw(buyer, { amountEur: '1' }, world.stack.keys.ofParty(buyer));
    expect(refusal).toMatchObject({ status: 409, body: { type: 'urn:gridsaga:problem:account-frozen' } });
    expect(refusal.body.detail).toContain('a doubt');
    const { rejected } = await world.waitForEnd(await world.submit(world.aTrade({ ...party, seller, buyer })));
    expect(rejected?.because).toEqual({ reason: 'account frozen', party: buyer });
    expect(await put(path, { frozen: false, why: 'cleared up', version: 2 })).toMatchObject({
      status: 200,
      body: { frozen: false, frozenBecause: null, version: 3 },
    });
    expect((await audited(buyer)).map(({ action, why, seen }) => [action, why, seen])).toEqual([
      ['thaw', 'cleared up', 2],
      ['freeze', 'a doubt', 1],
    ]);
  });

  it('are refused to whoever saw an older version, and change nothing where they are so already', async () => {
    const { seller } = party;
    const path = `/v1/accounts/${seller}/credit-limit`;
    const set = (creditLimitEur: string, version?: number) =>
      put(path, { creditLimitEur, why: 'a request', ...(version && { version }) });
    expect(await set('10', 1)).toMatchObject({ status: 200, body: { version: 2, creditLimitEur: '10.00000000' } });
    expect(await set('10', 1)).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await set('20', 1)).toMatchObject({
      status: 409,
      body: { type: 'urn:gridsaga:problem:changed-since-it-was-seen', seenVersion: 1, version: 2 },
    });
    expect(await audited(seller)).toHaveLength(1);
  });

  it('may leave it overdrawn: no new hold, and nothing that stands is touched', async () => {
    const poor = await world.aPair({ buyerEur: '0' });
    const path = `/v1/accounts/${poor.buyer}/credit-limit`;
    expect((await put(path, { creditLimitEur: '100', why: 'a good name' })).status).toBe(200);
    expect(await world.waitForEnd(await world.submit(world.aTrade(poor)))).toMatchObject({ state: 'cleared' });
    const lowered = await put(path, { creditLimitEur: '20', why: 'a worse one' });
    expect(lowered).toMatchObject({
      status: 200,
      body: { freeEur: '-30.11250000', overdrawn: true, withdrawableEur: '0.00000000', version: 3 },
    });
    const { rejected } = await world.waitForEnd(await world.submit(world.aTrade(poor, { energyWh: 4 })));
    expect(rejected?.because).toMatchObject({ reason: 'account overdrawn', freeEur: '-30.11250000' });
  });

  it('are told to everyone, as they are after', async () => {
    const told = await waitUntil(
      async () => {
        const events = (await readTopic(world.stack.brokers, topics.accounts.name)).filter(
          ({ key }) => String(key) === party.buyer,
        );
        return events.length >= 3 ? events : undefined;
      },
      { everyMs: 100, withinMs: 10_000, otherwise: () => 'nobody was told' },
    );
    expect(told.map(({ value }) => JSON.parse(String(value)) as unknown)).toMatchObject([
      { sequence: 1, frozen: false },
      { sequence: 2, frozen: true, frozenBecause: 'a doubt' },
      { sequence: 3, frozen: false, frozenBecause: null },
    ]);
  });
});

invariantsHold(() => world);
