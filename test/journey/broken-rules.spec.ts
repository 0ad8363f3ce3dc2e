import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import '../support/patience.js';
import type { ServiceName } from '../../local/services.js';
import { freshCode } from '../support/fresh-code.js';
import { sharedStack } from '../support/reachable-stack.js';
import { rowCounts } from '../support/row-counts.js';
import { anHourAhead, type Pair, World } from '../support/world.js';

let world: World;
let pair: Pair;
let before: unknown;
beforeAll(async () => {
  world = new World(await sharedStack());
  pair = await world.aPair({ area: await world.anArea({ lotWh: 4 }) });
  before = await rowCounts(world);
}, 60_000);
afterAll(() => world.stack.leave());

type Body = Readonly<Record<string, unknown>>;

/** What a schema cannot say: who is known, what is adjacent, what is above zero. */
async function refused(service: ServiceName, path: string, json: Body) {
  const headers = { 'idempotency-key': randomUUID() };
  const key = path === '/v1/trades' ? world.stack.keys.venue : world.stack.keys.operator;
  const { status, body } = await world.http<{
    detail: string;
    errors?: readonly { pointer: string; detail: string }[];
  }>(service, path, { method: 'POST', json, headers, key });
  for (const { detail } of body.errors ?? []) expect(detail).toMatch(/\w \w/);
  return [status, body.errors?.map(({ pointer }) => pointer)];
}

const aLeg = (minutesAhead: number, energyWh = 4): Body => ({
  start: new Date(Date.parse(anHourAhead()) + minutesAhead * 60_000).toISOString(),
  durationMinutes: 15,
  energyWh,
});

describe('a trade', () => {
  const legs = (...list: readonly Body[]): Body => ({ legs: list });

  it.each<[string, () => Body, string]>([
    ['whose seller is unknown', () => ({ seller: freshCode('X') }), '/seller'],
    ['whose buyer is unknown', () => ({ buyer: freshCode('X') }), '/buyer'],
    ['of a party with itself', () => ({ buyer: pair.seller }), '/buyer'],
    ['in an area that is unknown', () => ({ area: freshCode('Y') }), '/area'],
    ['off the lot', () => ({ energyWh: 6 }), '/energyWh'],
    ['off the quarter hour', () => ({ start: anHourAhead().replace(':00:00', ':15:00') }), '/start'],
    ['off the second', () => ({ start: anHourAhead().replace(':00:00', ':00:01') }), '/start'],
    ['of the past', () => ({ start: '2020-01-01T10:00:00Z' }), '/start'],
    ['with a gap between its legs', () => legs(aLeg(0), aLeg(30)), '/legs'],
    ['with its legs in another order', () => legs(aLeg(15), aLeg(0)), '/legs'],
    ['with a leg twice', () => legs(aLeg(0), aLeg(0)), '/legs'],
    ['with a leg off the quarter hour', () => legs(aLeg(5)), '/legs'],
    ['with its second leg off the lot', () => legs(aLeg(0), aLeg(15, 6)), '/legs/1/energyWh'],
    ['with legs of the past', () => legs(aLeg(-15 * 10_000)), '/legs/0/start'],
  ])('%s is refused where it is wrong', async (_, change, pointer) => {
    expect(await refused('trading', '/v1/trades', world.aTrade(pair, change()))).toEqual([422, [pointer]]);
  });
});

describe('a registration', () => {
  it.each([
    ['of an area', 'trading', '/v1/areas', { timeZone: 'Europe/Atlantis' }, 422, '/timeZone'],
    ['of an area', 'trading', '/v1/areas', { timeZone: 'toString' }, 422, '/timeZone'],
  ] as const)('%s is refused where it is wrong: %j', async (_, service, path, change, status, pointer) => {
    const good = { eic: freshCode('Y'), name: 'An area', lotWh: 4, gateLeadMinutes: 5 };
    expect(await refused(service, path, { ...good, ...change })).toEqual([status, [pointer]]);
  });
});

describe('a payment', () => {
  const sums = ['0', '0.00000000', '-1', '-0.00000001', '1.123456789', '90000000000.00000001', '9'.repeat(40)];

  it.each(['deposits', 'withdrawals'].flatMap((kind) => sums.map((sum) => [kind, sum] as const)))(
    '%s of %s is refused',
    async (kind, amountEur) => {
      const path = `/v1/accounts/${pair.seller}/${kind}`;
      expect(await refused('settlement', path, { amountEur, why: 'for a story' })).toEqual([422, ['/amountEur']]);
    },
  );

  it.each(['nobody', '99XUNKNOWN-----Z', 'bank', 'clearing', 'exchange fees'])('to %s finds no account', async (id) => {
    const path = `/v1/accounts/${encodeURIComponent(id)}/deposits`;
    expect(await refused('settlement', path, { amountEur: '1' })).toEqual([404, undefined]);
  });

  it('by an operator says why money is paid out', async () => {
    const path = `/v1/accounts/${pair.seller}/withdrawals`;
    expect(await refused('settlement', path, { amountEur: '1' })).toEqual([422, ['/why']]);
  });
});

describe('what was refused', () => {
  it('has left nothing in any table', async () => {
    expect(await rowCounts(world)).toEqual(before);
  });
});
