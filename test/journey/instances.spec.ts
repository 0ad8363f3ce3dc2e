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

interface Instances {
  readonly items: readonly { id: string; state: string; version: string; startedAt: string; beatAt: string }[];
}

describe.each(serviceNames)('the instances of %s', (service) => {
  it('are shown to an operator, alive, with their program and their times', async () => {
    const { status, body } = await world.http<Instances>(service, '/v1/instances');
    expect(status).toBe(200);
    const instance = body.items.find(({ id }) => id === `${service}-1`);
    expect(instance).toMatchObject({ state: 'alive', version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    expect(Date.parse(instance?.startedAt ?? '')).toBeLessThanOrEqual(Date.parse(instance?.beatAt ?? ''));
  });

  it('are counted', async () => {
    const { text } = await world.http(service, '/metrics');
    expect(text).toMatch(/^gridsaga_instances\{state="alive",.*\} [1-9]/m);
    expect(text).toMatch(/^gridsaga_instances\{state="gone",.*\} \d/m);
  });

  it('are not shown to a venue', async () => {
    const { status } = await world.http(service, '/v1/instances', { key: world.stack.keys.venue });
    expect(status).toBe(403);
  });
});
