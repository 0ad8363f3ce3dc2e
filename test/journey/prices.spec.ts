import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import '../support/patience.js';
import { formatEur, money } from '#libs/units';
import { sharedStack } from '../support/reachable-stack.js';
import { settlementDesk } from '../support/settlement-desk.js';
import { type Pair, World } from '../support/world.js';

let world: World;
let pair: Pair;
let sellerKey: string;
beforeAll(async () => {
  world = new World(await sharedStack());
  pair = await world.aPair();
  sellerKey = world.stack.keys.ofParty(pair.seller);
}, 60_000);
afterAll(() => world.stack.leave());

const { get } = settlementDesk(() => world);

describe('day-ahead prices', () => {
  let area: string;
  beforeAll(async () => {
    area = await world.anArea();
  });
  const send = (text: string, query: string, type = 'text/csv', key?: string) =>
    world.http<Record<string, unknown>>('settlement', `/v1/prices/files?${query}`, {
      text,
      headers: { 'content-type': type },
      ...(key && { key }),
    });
  const aDay = (startMs: number, quarterHours: number, cents = (at: number) => at): string =>
    [
      'delivery_start_utc,price_eur_mwh',
      ...Array.from(
        { length: quarterHours },
        (_, at) =>
          `${new Date(startMs + at * 900_000).toISOString()},${formatEur(money(BigInt(cents(at)) * 1_000_000n))}`,
      ),
    ].join('\n');

  it.each([
    ['2026-03-29', '2026-03-28T23:00:00Z', 92, '+02:00'],
    ['2026-05-01', '2026-04-30T22:00:00Z', 96, '+02:00'],
    ['2025-10-26', '2025-10-25T22:00:00Z', 100, '+01:00'],
  ])('of %s are taken from a file and shown by quarter hour', async (day, start, length, lastOffset) => {
    const { status, body } = await send(aDay(Date.parse(start), length), `source=a-test&area=${area}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      taken: { count: length, lines: [`2-${length + 1}`] },
      refused: { count: 0, lines: [] },
      days: [{ area, day, quarterHours: length, priced: length, missing: [] }],
    });
    const shown = await get<{ items: Record<string, unknown>[] }>(`/v1/prices?area=${area}&day=${day}`, sellerKey);
    expect(shown.body).toMatchObject({ quarterHours: length, priced: length });
    expect(shown.body.items.map(({ priceCentsPerMWh }) => priceCentsPerMWh)).toEqual(
      Array.from({ length }, (_, at) => at),
    );
    expect(shown.body.items.at(-1)).toMatchObject({
      name: `QH-${day.replaceAll('-', '')}-${length}`,
      startLocal: `${day}T23:45:00${lastOffset}`,
      ...{ source: 'a-test', revision: 1 },
    });
    const csv = await get(`/v1/prices?area=${area}&day=${day}`, world.stack.keys.venue, 'text/csv');
    expect(csv.text.trim().split('\n')).toHaveLength(length + 1);
  });

  it('are null where none is known', async () => {
    const { body } = await get<{ items: { priceCentsPerMWh: unknown }[] }>(`/v1/prices?area=${area}&day=2026-01-01`);
    expect(body).toMatchObject({ quarterHours: 96, priced: 0 });
    expect(new Set(body.items.map(({ priceCentsPerMWh }) => priceCentsPerMWh))).toEqual(new Set([null]));
  });

  it('are taken line by line: what is wrong is named with its line, and the rest stands', async () => {
    const at = (time: string, price: string, of = area) => `${of},2026-06-01T${time}:00Z,${price}`;
    const lines = [
      'area,start,priceEurPerMWh',
      at('10:00', '2.5700000000000003'),
      at('10:15', '1.005'),
      at('10:20', '1'),
      at('10:30', '1', 'Berlin'),
      at('10:45', '3'),
      at('10:45', '4'),
      at('11:00', '-499.99'),
      at('11:00', '-499.99'),
    ];
    const { body } = await send(lines.join('\n'), 'source=a-test');
    expect(body).toMatchObject({
      taken: { count: 2, lines: ['2', '8'] },
      already: { count: 1, lines: ['9'] },
      refused: { count: 5 },
      days: [{ day: '2026-06-01', quarterHours: 96, priced: 2 }],
    });
    const { lines: refused } = body['refused'] as { lines: { line: number; because: string }[] };
    expect(refused.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7]);
  });

  it('are corrected only with a reason, which the audit keeps', async () => {
    const [one, other] = ['5', '6'].map((price) => `area,start,priceEurPerMWh\n${area},2026-06-02T10:00:00Z,${price}`);
    expect((await send(one ?? '', 'source=a-test')).body).toMatchObject({ taken: { count: 1 } });
    expect((await send(one ?? '', 'source=a-test')).body).toMatchObject({ already: { count: 1 } });
    expect((await send(other ?? '', 'source=a-test')).body).toMatchObject({ refused: { count: 1 } });
    expect((await send(other ?? '', 'source=a-test&why=misread')).body).toMatchObject({ corrected: { count: 1 } });
    const { body } = await get<{ items: unknown[] }>('/v1/audit?action=correct%20prices');
    expect(body.items[0]).toMatchObject({ of: `prices/${area}/2026-06-02`, why: 'misread' });
  });

  it('come as CSV from operators only, and nothing else takes CSV', async () => {
    const file = aDay(0, 1);
    const query = `source=a-test&area=${area}`;
    expect((await send(file, query, 'text/csv; charset=utf-8')).status).toBe(200);
    expect((await send('{}', query, 'application/json')).status).toBe(415);
    expect((await send(file, query, 'text/plain')).status).toBe(415);
    expect((await send(file, query, 'text/csv', sellerKey)).status).toBe(403);
    expect((await send('a,b', query)).status).toBe(422);
    expect((await send(file, 'source=a-test')).status).toBe(422);
    expect((await send(file, `area=${area}`)).status).toBe(400);
    const elsewhere = await world.http('settlement', `/v1/accounts/${pair.seller}/deposits`, {
      text: file,
      headers: { 'content-type': 'text/csv', 'idempotency-key': randomUUID() },
    });
    expect(elsewhere.status).toBe(415);
  });
});
