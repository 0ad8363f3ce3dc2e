import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../support/patience.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { serviceNames } from '../../local/services.js';
import { operationsIn, readOpenApi } from '../support/api-operations.js';
import { sharedStack } from '../support/reachable-stack.js';
import { World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = new World(await sharedStack());
});
afterAll(() => world.stack.leave());

/** Every schema that stands in a document, wherever. */
function schemasIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => [...(name === 'schema' ? [one] : []), ...schemasIn(one)]);
}

const ajv = new Ajv2020({ strict: false });
const roles = ['anyone', 'operator', 'party', 'venue'];

describe.each(serviceNames)('%s', (name) => {
  it('says what it offers, as OpenAPI 3.1', async () => {
    const document = await readOpenApi(world.stack.urls[name]);
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(document.info.title).toBe(`Gridsaga ${name}`);
    expect(schemasIn(document).filter((schema) => !ajv.validateSchema(schema as object))).toEqual([]);
  });

  it('says of each operation what it is for, who may call it, what it takes and how it fails', async () => {
    const operations = operationsIn(name, await readOpenApi(world.stack.urls[name]));
    expect(operations.length).toBeGreaterThan(10);
    for (const { route, summary, mayCall = [], parameters, answers } of operations) {
      expect([route, summary]).toEqual([route, expect.stringMatching(/\w{3} ?\w/)]);
      expect([route, mayCall.length > 0, mayCall.filter((role) => !roles.includes(role))]).toEqual([route, true, []]);
      expect([route, answers]).toEqual([route, expect.arrayContaining([expect.stringMatching(/^2\d\d$/), 'default'])]);
      const inPath = parameters.filter((parameter) => parameter.in === 'path' && parameter.required === true);
      const named = [...route.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      expect([route, inPath.map((parameter) => parameter.name)]).toEqual([route, named]);
      expect([route, parameters.filter(({ schema }) => typeof schema?.type !== 'string')]).toEqual([route, []]);
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
