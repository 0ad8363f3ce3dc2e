import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import '../support/patience.js';
import type { ServiceName } from '../../local/services.js';
import { freshCode } from '../support/fresh-code.js';
import { sharedStack } from '../support/reachable-stack.js';
import { anHourAhead, type Pair, World } from '../support/world.js';

let world: World;
let pair: Pair;
beforeAll(async () => {
  world = new World(await sharedStack());
  pair = await world.aPair({ area: await world.anArea({ lotWh: 4 }) });
});
afterAll(() => world.stack.leave());

type Body = Readonly<Record<string, unknown>>;

/** A change of a good body, by name and by value; a text beginning with `"` stands in the body as raw JSON. */
interface Bad {
  readonly with: Body | ((body: Body) => string);
  readonly at: string;
  readonly status?: 400 | 404;
}

const without = (...fields: string[]): Body => Object.fromEntries(fields.map((field) => [field, undefined]));

/** Puts raw JSON where a field's value stands, which JSON.stringify would never write. */
const raw = (field: string, json: string) => (body: Body) =>
  JSON.stringify({ ...body, [field]: 'RAW' }).replace('"RAW"', json);

/** Writes a field a second time. */
const twice = (field: string) => (body: Body) =>
  JSON.stringify(body).replace(/\}$/, `,"${field}":${JSON.stringify(body[field])}}`);

const wrongCheck = (code: string): string => code.slice(0, -1) + (code.endsWith('A') ? 'B' : 'A');

/** Whatever is asked of an EIC of one type in a field. */
const eicFaults = (field: string, type: 'X' | 'Y' | 'Z'): Bad[] => [
  { with: without(field), at: `/${field}` },
  { with: { [field]: 17 }, at: `/${field}` },
  { with: { [field]: '' }, at: `/${field}` },
  { with: { [field]: wrongCheck(freshCode(type)) }, at: `/${field}` },
  { with: { [field]: freshCode(type).toLowerCase() }, at: `/${field}` },
  { with: { [field]: freshCode(type === 'X' ? 'Y' : 'X') }, at: `/${field}` },
  { with: { [field]: '11XTEST00000049-' }, at: `/${field}` },
  { with: twice(field), at: `/${field}`, status: 400 },
];

/** Whatever is asked of an integer in a field; `least` and `most` are the last good ones. */
const integerFaults = (field: string, least: number, most: number): Bad[] => [
  { with: without(field), at: `/${field}` },
  { with: { [field]: null }, at: `/${field}` },
  { with: { [field]: '1000' }, at: `/${field}` },
  { with: { [field]: 1000.5 }, at: `/${field}` },
  { with: { [field]: least - 1 }, at: `/${field}` },
  { with: { [field]: most + 1 }, at: `/${field}` },
  { with: raw(field, '9007199254740993'), at: `/${field}`, status: 400 },
  { with: raw(field, '1e400'), at: `/${field}`, status: 400 },
  { with: raw(field, '-'), at: '', status: 400 },
  { with: twice(field), at: `/${field}`, status: 400 },
];

const anything: readonly Bad[] = [
  { with: { surprise: 1 }, at: '/surprise' },
  { with: { constructor: {} }, at: '/constructor' },
  { with: (body) => JSON.stringify(body).replace(/\}$/, ',"__proto__":{}}'), at: '/__proto__', status: 400 },
  { with: (body) => JSON.stringify(body).slice(0, -1), at: '', status: 400 },
  { with: () => '', at: '', status: 400 },
  { with: () => '[]', at: '' },
  { with: () => '"text"', at: '' },
  { with: () => 'null', at: '' },
];

const aLeg = (minutesAhead: number, energyWh = 4): Body => ({
  start: new Date(Date.parse(anHourAhead()) + minutesAhead * 60_000).toISOString(),
  durationMinutes: 15,
  energyWh,
});
const legs = (...list: readonly Body[]): Body => ({
  start: undefined,
  durationMinutes: undefined,
  energyWh: undefined,
  legs: list,
});

interface Route {
  readonly path: () => string;
  readonly service: ServiceName;
  readonly good: () => Body;
  readonly bad: () => readonly Bad[];
  readonly tables: readonly string[];
}

const routes: Readonly<Record<string, Route>> = {
  trades: {
    service: 'trading',
    path: () => '/v1/trades',
    good: () => world.aTrade(pair, { sellerSide: null, buyerSide: null }),
    tables: ['trade', 'saga', 'submission'],
    bad: () => [
      ...anything,
      ...eicFaults('seller', 'X'),
      ...eicFaults('buyer', 'X'),
      ...eicFaults('area', 'Y'),
      ...eicFaults('sellerSide', 'Z').slice(1),
      ...eicFaults('buyerSide', 'Z').slice(1),
      ...integerFaults('energyWh', 1, 100_000_000_000),
      ...integerFaults('priceCentsPerMWh', -9_999_999, 9_999_999),
      { with: { seller: freshCode('X') }, at: '/seller' },
      { with: { buyer: freshCode('X') }, at: '/buyer' },
      { with: { buyer: pair.seller }, at: '/buyer' },
      { with: { area: freshCode('Y') }, at: '/area' },
      { with: { energyWh: 6 }, at: '/energyWh' },
      { with: { durationMinutes: 20 }, at: '/durationMinutes' },
      { with: { durationMinutes: '60' }, at: '/durationMinutes' },
      { with: without('start'), at: '/start' },
      { with: { start: 'soon' }, at: '/start' },
      { with: { start: 1_777_629_600_000 }, at: '/start' },
      { with: { start: anHourAhead().slice(0, -1) }, at: '/start' },
      { with: { start: anHourAhead().replace(':00:00', ':15:00') }, at: '/start' },
      { with: { start: anHourAhead().replace(':00:00', ':00:01') }, at: '/start' },
      { with: { start: '2026-02-30T10:00:00Z' }, at: '/start' },
      { with: { start: '2020-01-01T10:00:00Z' }, at: '/start' },
      { with: { externalId: '' }, at: '/externalId' },
      { with: { externalId: 'x'.repeat(101) }, at: '/externalId' },
      { with: { tradeId: 'mine' }, at: '/tradeId' },
      { with: { settlement: 'barter' }, at: '/settlement' },
      { with: legs(), at: '/legs' },
      { with: legs(aLeg(0), aLeg(30)), at: '/legs' },
      { with: legs(aLeg(15), aLeg(0)), at: '/legs' },
      { with: legs(aLeg(0), aLeg(0)), at: '/legs' },
      { with: legs(aLeg(5)), at: '/legs' },
      { with: legs(...Array.from({ length: 101 }, (_, at) => aLeg(15 * at))), at: '/legs' },
      { with: legs(aLeg(0), aLeg(15, 6)), at: '/legs/1/energyWh' },
      { with: legs(aLeg(0), aLeg(15, 0)), at: '/legs/1/energyWh' },
      { with: legs(aLeg(-15 * 10_000)), at: '/legs/0/start' },
      { with: legs({ ...aLeg(0), surprise: 1 }), at: '/legs/0/surprise' },
      { with: { legs: 'many' }, at: '/legs' },
      { with: () => '{"trades":"many"}', at: '/trades' },
      { with: () => '{"trades":[],"more":1}', at: '/more' },
    ],
  },
  parties: {
    service: 'trading',
    path: () => '/v1/parties',
    good: () => ({ eic: freshCode('X'), name: 'A party', roles: ['trader'] }),
    tables: ['party'],
    bad: () => [
      ...anything,
      ...eicFaults('eic', 'X'),
      { with: without('name'), at: '/name' },
      { with: { name: '' }, at: '/name' },
      { with: { name: 17 }, at: '/name' },
      { with: without('roles'), at: '/roles' },
      { with: { roles: [] }, at: '/roles' },
      { with: { roles: ['king'] }, at: '/roles/0' },
    ],
  },
  areas: {
    service: 'trading',
    path: () => '/v1/areas',
    good: () => ({ eic: freshCode('Y'), name: 'An area', lotWh: 4, gateLeadMinutes: 5 }),
    tables: ['area'],
    bad: () => [
      ...anything,
      ...eicFaults('eic', 'Y'),
      ...integerFaults('lotWh', 1, 100_000_000_000),
      ...integerFaults('gateLeadMinutes', 0, 1440),
      { with: { timeZone: 'Europe/Atlantis' }, at: '/timeZone' },
    ],
  },
  'meter points': {
    service: 'metering',
    path: () => '/v1/meter-points',
    good: () => ({
      ...{ eic: freshCode('Z'), party: pair.seller, area: pair.area, balanceGroup: 'a group' },
      ...{ injectionW: 0, consumptionW: 1000, fuseA: 35 },
    }),
    tables: ['side'],
    bad: () => [
      ...anything,
      ...eicFaults('eic', 'Z'),
      ...eicFaults('party', 'X'),
      ...eicFaults('area', 'Y'),
      ...integerFaults('injectionW', 0, 1_000_000_000_000),
      ...integerFaults('consumptionW', 0, 1_000_000_000_000),
      ...integerFaults('fuseA', 1, 100_000),
      { with: without('balanceGroup'), at: '/balanceGroup' },
      { with: { balanceGroup: '' }, at: '/balanceGroup' },
    ],
  },
  portfolios: {
    service: 'metering',
    path: () => '/v1/portfolios',
    good: () => ({ party: pair.seller, area: freshCode('Y'), injectionLimitW: 1000, consumptionLimitW: 1000 }),
    tables: ['side'],
    bad: () => [
      ...anything,
      ...eicFaults('party', 'X'),
      ...eicFaults('area', 'Y'),
      ...integerFaults('injectionLimitW', 0, 1_000_000_000_000),
      ...integerFaults('consumptionLimitW', 0, 1_000_000_000_000),
    ],
  },
  deposits: {
    service: 'settlement',
    path: () => `/v1/accounts/${pair.seller}/deposits`,
    good: () => ({ amountEur: '1.00000000' }),
    tables: ['transfer'],
    bad: () => [
      ...anything,
      { with: without('amountEur'), at: '/amountEur' },
      { with: twice('amountEur'), at: '/amountEur', status: 400 },
      ...[1, null, '', '0', '0.00000000', '-1', '1,5', '1.123456789', '1e3', ' 1', '90000000000.00000001'].map(
        (amountEur): Bad => ({ with: { amountEur }, at: '/amountEur' }),
      ),
    ],
  },
};

describe.each(Object.entries(routes))('bad %s', (_, { service, path, good, bad, tables }) => {
  const send = (text: string, headers: Readonly<Record<string, string>> = {}) =>
    world.http<{ errors?: { pointer: string; detail: string }[]; type: string }>(service, path(), {
      method: 'POST',
      text,
      headers: { 'idempotency-key': randomUUID(), ...headers },
    });
  const written = async (): Promise<readonly unknown[]> =>
    Promise.all(tables.map((table) => world.query(service, `SELECT count(*)::int AS n FROM ${table}`)));

  it('are answered with a problem that names the field, and write nothing', async () => {
    const before = await written();
    const answers: unknown[] = [];
    const expected: unknown[] = [];
    for (const fault of bad()) {
      const text = typeof fault.with === 'function' ? fault.with(good()) : JSON.stringify({ ...good(), ...fault.with });
      const { status, headers, body } = await send(text);
      const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
      const isProblem = (headers.get('content-type') ?? '').startsWith('application/problem+json');
      // A text that is no JSON has no field.
      const pointers = body.errors?.map(({ pointer }) => pointer) ?? [''];
      answers.push([shown, status, isProblem, pointers.includes(fault.at) ? fault.at : pointers]);
      expected.push([shown, fault.status ?? 422, true, fault.at]);
      for (const { detail } of body.errors ?? []) expect(detail).toMatch(/\w{2}/);
    }
    expect(answers).toEqual(expected);
    expect(await written()).toEqual(before);
  });

  it('of another media type are refused', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml']) {
      expect((await send(JSON.stringify(good()), { 'content-type': type })).status).toBe(415);
    }
  });

  it('beyond two megabytes are refused', async () => {
    expect((await send(JSON.stringify({ ...good(), name: 'x'.repeat(2 * 1024 * 1024) }))).status).toBe(413);
  });

  it('are bad by that alone: without a fault the same is taken', async () => {
    expect([200, 201, 202]).toContain((await send(JSON.stringify(good()))).status);
  });
});

describe('an account that is none', () => {
  it.each(['nobody', '99XUNKNOWN-----Z', 'bank', 'clearing'])('%s takes no deposit', async (id) => {
    const { status } = await world.http('settlement', `/v1/accounts/${id}/deposits`, {
      json: { amountEur: '1' },
      headers: { 'idempotency-key': randomUUID() },
    });
    expect(status).toBe(404);
  });
});
