import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../support/patience.js';
import { type ServiceName, serviceNames } from '../../local/services.js';
import { allOperations, type Operation } from '../support/api-operations.js';
import { askRoute } from '../support/ask-route.js';
import { goodRequests } from '../support/good-requests.js';
import { sharedStack } from '../support/reachable-stack.js';
import { rowCounts } from '../support/row-counts.js';
import { nothing, type Subject } from '../support/subject.js';
import { World } from '../support/world.js';

let world: World;
let operations: readonly Operation[];
let nobodys: Subject;
let before: unknown;
beforeAll(async () => {
  world = new World(await sharedStack());
  operations = await allOperations(world.stack.urls);
  nobodys = nothing(world);
  // Before it is needed: services look for an unknown key only every twenty milliseconds.
  world.stack.keys.ofParty(nobodys.party);
  before = await rowCounts(world);
}, 60_000);
afterAll(() => world.stack.leave());

interface Asked {
  readonly method?: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly type?: string;
  readonly authorization?: string;
}

/** A request as it stands, by the operator unless something else is said; answers what every problem says. */
async function send(service: ServiceName, path: string, { method = 'GET', body, type, authorization }: Asked = {}) {
  const response = await fetch(world.stack.urls[service] + path, {
    method,
    headers: {
      authorization: authorization ?? `Bearer ${world.stack.keys.operator}`,
      ...(type !== undefined && { 'content-type': type }),
    },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  const isProblem = (response.headers.get('content-type') ?? '').startsWith('application/problem+json');
  const slug =
    isProblem && text !== ''
      ? (JSON.parse(text) as { type: string }).type.replace('urn:gridsaga:problem:', '')
      : 'none';
  return { status: response.status, slug, headers: response.headers, text };
}

const slugOf = async (asked: Promise<{ status: number; slug: string }>): Promise<readonly [number, string]> => {
  const { status, slug } = await asked;
  return [status, slug];
};

/** By a key that may call it, what an operation takes. */
const askedWell = ({ service, route, mayCall }: Operation, text: string | undefined, type: string) => {
  const { keys } = world.stack;
  const key = mayCall?.includes('operator')
    ? keys.operator
    : mayCall?.includes('venue')
      ? keys.venue
      : keys.ofParty(nobodys.party);
  const good = goodRequests[service][route]?.(nobodys) ?? {};
  return askRoute(world.stack.urls[service], route, good, key, {
    headers: { 'content-type': type },
    ...(text !== undefined && { text }),
  });
};

describe('a body', () => {
  const json = 'application/json';
  const withBody = (): Operation[] => operations.filter(({ body }) => body?.[0] === json);

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'text/csv',
    'json',
  ])('of the type %s is taken nowhere', async (type) => {
    for (const operation of withBody()) {
      const { status, body } = await askedWell(operation, undefined, type);
      expect([operation.route, status, body['type']]).toEqual([
        operation.route,
        415,
        'urn:gridsaga:problem:unsupported-media-type',
      ]);
    }
  });

  it('of JSON is taken whatever its charset is called', async () => {
    const { status } = await send('trading', '/v1/areas', {
      method: 'POST',
      body: '{}',
      type: 'application/json; charset=utf-8',
    });
    expect(status).toBe(422);
  });

  it('above two megabytes is taken nowhere', async () => {
    const text = JSON.stringify({ why: 'x'.repeat(2 * 1024 * 1024) });
    for (const operation of withBody()) {
      const { status, body } = await askedWell(operation, text, json);
      expect([operation.route, status, body['type']]).toEqual([
        operation.route,
        413,
        'urn:gridsaga:problem:body-too-large',
      ]);
    }
  });

  it.each<[string, string | Uint8Array<ArrayBuffer>]>([
    ['that is not UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d)],
    ['with a byte order mark in the middle of nothing', '\ufeff\ufeff{}'],
    ['of two texts', '{}{}'],
    ['with a comment', '{/* why */}'],
    ['with a comma too many', '{"eic":1,}'],
    ['with single quotes', "{'eic':1}"],
    ['of NaN', 'NaN'],
    ['nested a hundred thousand times', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['of a hundred thousand objects in one another', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    ['with __proto__ within', '{"eic":{"__proto__":{"admin":true}}}'],
    ['with a key twice within', '{"eic":{"a":1,"a":2}}'],
    ['with a key twice, once in other letters', '{"eic":1,"\\u0065ic":2}'],
  ])('%s is malformed', async (_, body) => {
    expect(await slugOf(send('trading', '/v1/areas', { method: 'POST', body, type: json }))).toEqual([
      400,
      'malformed',
    ]);
  });

  it.each([
    ['application/json', '{}', 415, 'unsupported-media-type'],
    ['text/csv', '', 422, 'not-a-price-file'],
    ['text/csv', 'a,b,c\n1,2,3\n', 422, 'not-a-price-file'],
    ['text/csv', '"delivery_start_utc', 422, 'not-a-price-file'],
    ['text/csv', Uint8Array.of(0x61, 0xff, 0xfe), 400, 'malformed'],
  ])('of prices has to be CSV that is known: %s %j', async (type, body, status, slug) => {
    const asked = send('settlement', '/v1/prices/files?source=me', { method: 'POST', body, type });
    expect(await slugOf(asked)).toEqual([status, slug]);
  });

  it('that is missing is not taken for an empty one', async () => {
    for (const { service, route } of withBody().filter((one) => one.mayCall?.includes('operator'))) {
      const [method = '', path = ''] = route.split(' ');
      const { status, slug } = await send(service, path.replaceAll(/\{id\}/g, nobodys.tradeId), { method });
      expect([route, [400, 404, 422].includes(status), slug]).toEqual([
        route,
        true,
        expect.not.stringMatching('internal'),
      ]);
    }
  });
});

describe('a method', () => {
  const filled = (path: string): string => path.replaceAll(/\{\w+\}/g, 'x');
  const fits = (path: string, asked: string): boolean =>
    new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(asked);

  it.each(serviceNames)('that a path of %s does not know is answered with those that it does', async (service) => {
    const routes = operations
      .filter((one) => one.service === service)
      .map(({ route }) => route.split(' ') as [string, string]);
    for (const asked of new Set(routes.map(([, path]) => filled(path)))) {
      const known = routes.filter(([, path]) => fits(path, asked)).map(([method]) => method);
      const allowed = [...new Set([...known, ...(known.includes('GET') ? ['HEAD'] : [])])].sort();
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter((one) => !known.includes(one))) {
        const { status, slug, headers } = await send(service, asked, { method });
        expect([method, asked, status, slug, headers.get('allow')]).toEqual([
          ...[method, asked, 405, 'method-not-allowed'],
          allowed.join(', '),
        ]);
      }
    }
  });

  it('HEAD is answered like GET, without the body', async () => {
    for (const path of ['/v1/areas', '/v1/trades', '/v1/market-time', '/v1/trades/x', '/v1/nothing']) {
      const [get, head] = [await send('trading', path), await send('trading', path, { method: 'HEAD' })];
      expect([path, head.status, head.text]).toEqual([path, get.status, '']);
      expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
    }
  });

  it('HEAD opens no stream that stays', async () => {
    for (let time = 0; time < 60; time += 1)
      expect((await send('trading', '/v1/trades/events', { method: 'HEAD' })).status).toBe(200);
  });
});

describe('a path', () => {
  it.each([
    ...['/', '/v1', '/v1/', '/v2/trades', '/V1/trades', '/v1/trades/', '/v1//trades', '/v1/trades/a/b/c', '/v1/.env'],
    ...[
      '/v1/trades;a=b',
      '/v1/accounts/..%2f..%2fetc',
      '/metrics/x',
      '/docs/../v1/nothing',
      '/constructor',
      '/__proto__',
    ],
  ])('%s is nowhere', async (path) => {
    for (const service of serviceNames) expect(await slugOf(send(service, path))).toEqual([404, 'not-found']);
  });

  it.each([
    ['whose id is too long', `/v1/trades/${'x'.repeat(501)}`, 414, 'uri-too-long'],
    ['whose cursor is too long', `/v1/trades?after=${'x'.repeat(12_000)}`, 400, 'invalid-parameters'],
    ['of twenty thousand letters', `/${'x'.repeat(20_000)}`, 431, 'headers-too-large'],
    ['with half an escape', '/v1/trades/%', 400, 'malformed'],
    ['that is not UTF-8', '/v1/trades/%ff', 400, 'malformed'],
  ])('%s is answered with a problem', async (_, path, status, slug) => {
    expect(await slugOf(send('trading', path))).toEqual([status, slug]);
  });
});

describe('a key', () => {
  it('is good whatever the letters of its scheme', async () => {
    const { operator } = world.stack.keys;
    for (const authorization of [`bearer ${operator}`, `BEARER  ${operator}`])
      expect((await send('trading', '/v1/audit', { authorization })).status).toBe(200);
  });

  it.each<[string, (key: string) => string]>([
    ['nothing', () => ''],
    ['its scheme alone', () => 'Bearer'],
    ['no scheme', (key) => key],
    ['another scheme', (key) => `Basic ${key}`],
    ['something behind it', (key) => `Bearer ${key} x`],
    ['one letter more', (key) => `Bearer ${key}x`],
    ['one letter less', (key) => `Bearer ${key.slice(0, -1)}`],
    ['other letters', (key) => `Bearer ${key.toUpperCase()}`],
    ['two hundred letters', () => `Bearer ${'x'.repeat(200)}`],
    ['ten thousand letters', () => `Bearer ${'x'.repeat(10_000)}`],
    ['a list', (key) => `Bearer ${key}, Bearer ${key}`],
    ['__proto__', () => 'Bearer __proto__'],
  ])('of %s is none', async (_, of) => {
    for (const service of serviceNames) {
      const { status, slug, text } = await send(service, '/v1/audit', { authorization: of(world.stack.keys.operator) });
      expect([status, slug]).toEqual([401, 'unauthorized']);
      expect(text).not.toContain(world.stack.keys.operator.slice(0, 20));
    }
  });

  it('does not count in the query', async () => {
    const path = `/v1/audit?access_token=${world.stack.keys.operator}`;
    expect(await slugOf(send('trading', path, { authorization: '' }))).toEqual([401, 'unauthorized']);
  });
});

describe('what was refused', () => {
  it('has left nothing in any table', async () => {
    expect(await rowCounts(world)).toEqual(before);
  });
});
