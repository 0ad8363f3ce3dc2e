import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SampleMarket } from './sample/sample-market.shape.js';
import { runSample } from './sample-run.js';

type Handler = (
  body: { items?: unknown[]; trades?: unknown[] },
  headers: NodeJS.Dict<string | string[]>,
) => {
  status: number;
  body: unknown;
};

let server: Server;
let url: string;
let routes: Record<string, Handler>;
let asked: Record<string, number>;
let csv: string;

beforeEach(async () => {
  asked = {};
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const route = `${request.method} ${request.url}`;
      asked[route] = (asked[route] ?? 0) + 1;
      const text = Buffer.concat(chunks).toString('utf8');
      const isJson = request.headers['content-type'] === 'application/json';
      if (text !== '' && !isJson) csv = text;
      const answer = routes[route]?.(isJson ? JSON.parse(text) : {}, request.headers);
      response.writeHead(answer?.status ?? 501, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer?.body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const none = {} as never;
const market: SampleMarket = {
  day: '2026-05-01',
  marketClock: '2026-04-30T10:00:00Z',
  area: { eic: '10YAREA' } as never,
  parties: [none, none],
  meterPoints: [none],
  portfolios: [none],
  deposits: [{ party: 'P', amountEur: '1.00000000', idempotencyKey: 'deposit' }],
  creditLimits: [{ party: 'P', limitEur: '5.00000000' }],
  prices: Array.from({ length: 96 }, () => ({ start: '2026-04-30T22:00:00Z', priceCentsPerMWh: -5 })),
  trades: Array.from({ length: 250 }, () => none),
  profiles: [],
};

const unknownParty = { type: 'urn:gridsaga:problem:unknown-party', status: 422, detail: 'The party is not known yet.' };
const summary = {
  ...{ pending: 0, confirmed: 0, cleared: 0, rejected: 0, stuck: 0, rejectedBecause: {} },
  ...{ energyWh: 0, turnoverEur: '0.00000000', netEur: '0.00000000' },
  ...{ lowestPriceCentsPerMWh: null, highestPriceCentsPerMWh: null },
};

/** Services that know a party only at the second question, and end a trade some questions after it was submitted. */
function services(): Record<string, Handler> {
  let submitted = 0;
  let looks = 0;
  const keys = new Set<unknown>();
  const taken: Handler = (body) => ({ status: 200, body: { results: body.items?.map(() => ({})) } });
  return {
    'POST /v1/areas': () => ({ status: 201, body: {} }),
    'POST /v1/parties': taken,
    'POST /v1/portfolios': taken,
    'POST /v1/meter-points': (body, headers) =>
      asked['POST /v1/meter-points'] === 1 ? { status: 200, body: { results: [unknownParty] } } : taken(body, headers),
    'POST /v1/accounts/P/deposits': (_, headers) => {
      keys.add(headers['idempotency-key']);
      return asked['POST /v1/accounts/P/deposits'] === 1
        ? { status: 404, body: { status: 404 } }
        : { status: 201, body: {} };
    },
    'POST /v1/prices/files?source=SMARD.de': () => ({ status: 200, body: {} }),
    'PUT /v1/accounts/P/credit-limit': () => ({ status: 200, body: {} }),
    'POST /v1/trades': (body, headers) => {
      if (asked['POST /v1/trades'] === 2) return { status: 503, body: { status: 503 } };
      keys.add(headers['idempotency-key']);
      submitted += body.trades?.length ?? 0;
      return { status: 202, body: { results: body.trades?.map(() => ({ tradeId: 'T' })) } };
    },
    'GET /v1/trades/summary': () => {
      const cleared = submitted < 250 || ++looks < 3 ? 0 : submitted;
      return { status: 200, body: { ...summary, pending: submitted - cleared, cleared } };
    },
    'GET /v1/ledger/check': () => ({
      status: 200,
      body: { holds: true, accounts: 2, transfers: keys.size, findings: [] },
    }),
  };
}

const keys = { operator: 'an operator', venue: 'a venue' };

describe('the run of a sample market', () => {
  it('waits for copies, repeats what was turned away, and ends when every trade has', async () => {
    routes = services();
    const steps: string[] = [];
    const outcome = await runSample({
      urls: { trading: url, metering: url, settlement: url },
      keys,
      market,
      onStep: (name) => steps.push(name),
    });
    expect(outcome).toMatchObject({
      day: '2026-05-01',
      quarterHours: 96,
      submitted: 250,
      endedNow: 250,
      notTaken: [],
      summary: { cleared: 250, pending: 0 },
      // One key for the deposit and one for each hundred of trades.
      ledger: { transfers: 4 },
    });
    expect(outcome.firstClearedMs).toBeGreaterThan(0);
    expect(steps).toEqual(['registrations and deposits', 'trades submitted', 'trades ended']);
    expect(asked).toMatchObject({
      'POST /v1/meter-points': 2,
      'POST /v1/accounts/P/deposits': 2,
      'POST /v1/trades': 4,
    });
    expect(csv.split('\n').slice(0, 2)).toEqual(['area,start,priceEurPerMWh', '10YAREA,2026-04-30T22:00:00Z,-0.05']);
  });

  it('asks for two-phase commit for every second trade where both paths are wanted', async () => {
    const asked: unknown[] = [];
    const usual = services();
    routes = {
      ...usual,
      'POST /v1/trades': (body, headers) => {
        const answer = usual['POST /v1/trades']?.(body, headers) ?? { status: 501, body: {} };
        if (answer.status === 202) asked.push(...(body.trades ?? []));
        return answer;
      },
    };
    const urls = { trading: url, metering: url, settlement: url };
    const outcome = await runSample({ urls, keys, market, settlement: 'mixed' });
    expect(outcome.settlement).toBe('mixed');
    expect(asked.filter((trade) => JSON.stringify(trade) === '{"settlement":"two-phase"}')).toHaveLength(125);
    expect(asked.filter((trade) => JSON.stringify(trade) === '{}')).toHaveLength(125);
  });

  it('keeps the trades that were not taken, and their reasons', async () => {
    const gateClosed = { type: 'urn:gridsaga:problem:gate-closed', status: 422, detail: 'The gate has closed.' };
    routes = {
      ...services(),
      'POST /v1/trades': (body) => ({ status: 202, body: { results: body.trades?.map(() => gateClosed) } }),
    };
    const outcome = await runSample({ urls: { trading: url, metering: url, settlement: url }, keys, market });
    expect(outcome.notTaken).toHaveLength(250);
    expect(outcome.notTaken[0]).toEqual(gateClosed);
  });

  it('ends with a sentence when a registration is refused for good', async () => {
    const conflict = {
      type: 'urn:gridsaga:problem:same-key',
      status: 409,
      detail: 'It is registered with another name.',
    };
    routes = { ...services(), 'POST /v1/areas': () => ({ status: 409, body: conflict }) };
    const run = runSample({ urls: { trading: url, metering: url, settlement: url }, keys, market });
    await expect(run).rejects.toThrow(
      `The area: POST ${url}/v1/areas answered 409: It is registered with another name.`,
    );
  });
});
