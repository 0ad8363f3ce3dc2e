import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import '../support/patience.js';
import { topics } from '#libs/contracts';
import { parseEur } from '#libs/units';
import { waitUntil } from '../../local/wait-until.js';
import { invariantsHold } from '../support/invariants-hold.js';
import { sharedStack } from '../support/reachable-stack.js';
import { settlementDesk, type StatementSeen } from '../support/settlement-desk.js';
import { readTopic } from '../support/topic-listener.js';
import { type Pair, World } from '../support/world.js';

let world: World;
let pair: Pair;
let sellerKey: string;
let buyerKey: string;
beforeAll(async () => {
  world = new World(await sharedStack());
  pair = await world.aPair();
  [sellerKey, buyerKey] = [world.stack.keys.ofParty(pair.seller), world.stack.keys.ofParty(pair.buyer)];
  await world.waitForEnd(await world.submit(world.aTrade(pair)));
}, 60_000);
afterAll(() => world.stack.leave());

const { get, withdraw } = settlementDesk(() => world);

describe('a withdrawal', () => {
  it('leaves the proceeds of periods that are not settled where they are, and says the numbers', async () => {
    expect((await get(`/v1/accounts/${pair.seller}`, sellerKey)).body).toMatchObject({
      ...{ postedEur: '1049.88750000', unsettledEur: '50.00000000', withdrawableEur: '999.88750000' },
    });
    const { status, body } = await withdraw(pair.seller, { amountEur: '999.88750001' }, sellerKey);
    expect(status).toBe(409);
    expect(body).toMatchObject({
      type: 'urn:gridsaga:problem:not-enough-withdrawable-money',
      ...{ askedEur: '999.88750001', withdrawableEur: '999.88750000', unsettledEur: '50.00000000' },
    });
  });

  it('is paid once per key, and stands on the statement', async () => {
    const key = randomUUID();
    const first = await withdraw(pair.seller, { amountEur: '100', why: 'rent' }, sellerKey, key);
    expect(first).toMatchObject({ status: 201, body: { debit: pair.seller, credit: 'bank', reason: 'rent' } });
    const again = await withdraw(pair.seller, { amountEur: '100', why: 'rent' }, sellerKey, key);
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect((await withdraw(pair.seller, { amountEur: '101' }, sellerKey, key)).status).toBe(422);
    expect((await get(`/v1/accounts/${pair.seller}`)).body).toMatchObject({ withdrawableEur: '899.88750000' });
    const { items } = (await get<StatementSeen>(`/v1/accounts/${pair.seller}/statement`)).body;
    expect(items.at(-1)).toMatchObject({ kind: 'withdrawal', amountEur: '-100.00000000', counterAccount: 'bank' });
  });

  it('is told to everyone, under the key of its account', async () => {
    const told = await waitUntil(
      async () => {
        const events = await readTopic(world.stack.brokers, topics.transfers.name);
        return events.find(
          ({ key, headers }) => String(key) === pair.seller && headers['ce_type'] === 'gridsaga.withdrawal.posted.v1',
        );
      },
      { everyMs: 100, withinMs: 10_000, otherwise: () => 'nobody was told' },
    );
    expect(JSON.parse(String(told.value))).toMatchObject({ account: pair.seller, sequence: 1, reason: 'rent' });
  });

  it.each([
    ['without a key of the request', () => withdraw(pair.seller, { amountEur: '1' }, sellerKey, ''), 400],
    ['of nothing', () => withdraw(pair.seller, { amountEur: '0' }, sellerKey), 422],
    ["from another's account", () => withdraw(pair.seller, { amountEur: '1' }, buyerKey), 403],
    ['by a venue', () => withdraw(pair.seller, { amountEur: '1' }, world.stack.keys.venue), 403],
    ['by an operator without a reason', () => withdraw(pair.seller, { amountEur: '1' }), 422],
    ['from the platform', () => withdraw('clearing', { amountEur: '1', why: 'a test' }), 404],
  ])('%s is refused', async (_, ask, status) => {
    expect((await ask()).status).toBe(status);
  });

  it('by an operator is audited', async () => {
    expect((await withdraw(pair.seller, { amountEur: '1', why: 'a court order' })).status).toBe(201);
    const { body } = await get<{ items: unknown[] }>(`/v1/audit?of=account/${pair.seller}&action=withdrawal`);
    expect(body.items).toMatchObject([{ who: 'operator:operator', why: 'a court order' }]);
  });

  it('never pays out proceeds, however many are asked for beside trades that bring some in', async () => {
    const { seller, buyer, area } = await world.aPair({ sellerEur: '100' });
    const key = world.stack.keys.ofParty(seller);
    const trades = Promise.all(
      Array.from({ length: 10 }, async () => {
        const id = await world.submit(world.aTrade({ seller, buyer, area }, { energyWh: 400_000 }));
        return world.waitForEnd(id);
      }),
    );
    const answers = await Promise.all(
      Array.from({ length: 40 }, async (_, at) => {
        await new Promise((resolve) => setTimeout(resolve, at * 20));
        return (await withdraw(seller, { amountEur: '9' }, key)).status;
      }),
    );
    expect(new Set((await trades).map(({ state }) => state))).toEqual(new Set(['cleared']));
    const paid = answers.filter((status) => status === 201).length;
    expect(answers.filter((status) => status !== 201 && status !== 409)).toEqual([]);
    // A hundred euro were paid in: nine each, less the fees.
    expect(paid).toBeGreaterThan(8);
    expect(paid).toBeLessThan(12);
    const { body } = await get<Record<'postedEur' | 'unsettledEur', string>>(`/v1/accounts/${seller}`);
    expect(body.unsettledEur).toBe('200.00000000');
    const left = (text: string): bigint => BigInt(parseEur(text));
    // What is left is at least the proceeds, less the fees that trades took after the last withdrawal.
    expect(left(body.postedEur)).toBeGreaterThan(left('199.5'));
  });
});

invariantsHold(() => world);
