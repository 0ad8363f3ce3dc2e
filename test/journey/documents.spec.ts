import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../support/patience.js';
import { serviceNames } from '../../local/services.js';
import { sharedStack } from '../support/reachable-stack.js';
import { World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = new World(await sharedStack());
});
afterAll(() => world.stack.leave());

interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly summary?: string }>>>>;
}

const routes = {
  trading: ['/v1/trades', '/v1/trades/{id}', '/v1/sagas/{id}', '/v1/sagas/{id}/retry', '/v1/parties', '/v1/areas'],
  metering: ['/v1/meter-points', '/v1/portfolios', '/v1/positions', '/v1/bookings/{id}'],
  settlement: ['/v1/accounts', '/v1/accounts/{id}/deposits', '/v1/holds/{id}', '/v1/transfers', '/v1/ledger/check'],
} as const;

describe.each(serviceNames)('%s', (name) => {
  it('says what it offers, as OpenAPI 3.1', async () => {
    const { status, body } = await world.http<OpenApi>(name, '/openapi.json');
    expect(status).toBe(200);
    expect(body.openapi).toMatch(/^3\.1\./);
    expect(body.info.title).toBe(`Gridsaga ${name}`);
    expect(Object.keys(body.paths)).toEqual(expect.arrayContaining([...routes[name]]));
    for (const path of routes[name]) {
      for (const { summary } of Object.values(body.paths[path] ?? {})) expect(summary).toMatch(/\w{3}/);
    }
  });

  it('shows it to people', async () => {
    const { status, headers, text } = await world.http(name, '/docs');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/html');
    expect(text).toContain('swagger');
    for (const file of ['/docs/swagger-ui-bundle.js', '/docs/swagger-ui.css']) {
      expect((await world.http(name, file)).status).toBe(200);
    }
  });

  it('is alive and ready, and counts what it does', async () => {
    expect(await world.http(name, '/health/live')).toMatchObject({ status: 200, body: { status: 'live' } });
    expect(await world.http(name, '/health/ready')).toMatchObject({ status: 200, body: { status: 'ready' } });
    const { status, text } = await world.http(name, '/metrics');
    expect(status).toBe(200);
    expect(text).toMatch(/^gridsaga_\w+/m);
  });

  it('answers what it does not have with a problem', async () => {
    const { status, headers, body } = await world.http(name, '/v1/nothing');
    expect(status).toBe(404);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body).toMatchObject({ type: 'urn:gridsaga:problem:not-found', status: 404 });
  });
});
