import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import '../support/patience.js';
import { serviceNames } from '../../local/services.js';
import { readOpenApi } from '../support/api-operations.js';
import { sharedStack } from '../support/reachable-stack.js';
import { World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = new World(await sharedStack());
});
afterAll(() => world.stack.leave());

describe.each(serviceNames)('the OpenAPI document of %s', (name) => {
  it('is one by the published schema, and would not be with an operation that answers nothing', async () => {
    const document = (await readOpenApi(world.stack.urls[name])) as unknown as { paths: object };
    expect(await new Validator().validate(document)).toEqual({ valid: true });
    const broken = { ...document, paths: { ...document.paths, '/v1/x': { get: { responses: { 200: {} } } } } };
    expect(await new Validator().validate(broken)).toMatchObject({ valid: false });
  });
});
