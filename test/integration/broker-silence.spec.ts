import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Stack } from '../../local/stack.js';
import { waitUntil } from '../../local/wait-until.js';
import { http } from '../support/http-client.js';
import { ownServers } from '../support/own-servers.js';
import { ownStack, type ReachableStack } from '../support/reachable-stack.js';

let stack: Stack;
let reachable: ReachableStack;

beforeAll(async () => {
  ({ stack, reachable } = await ownStack());
}, 120_000);
afterAll(() => reachable.leave(), 60_000);

const broker = async (): Promise<{ status: number; broker: string | undefined }> => {
  const { status, body } = await http<{ checks: Record<string, string> }>(`${stack.urls.settlement}/health/ready`);
  return { status, broker: body.checks['broker'] };
};

describe('the readiness of a service', () => {
  it('ends when the broker has gone for longer than a session, and comes back with it', async () => {
    expect(await broker()).toEqual({ status: 200, broker: 'ok' });
    const { kafka } = ownServers(stack);
    await kafka.kill();
    const gone = await waitUntil(
      async () => {
        const seen = await broker();
        return seen.status === 503 ? seen : undefined;
      },
      { everyMs: 100, withinMs: 20_000, otherwise: () => 'The service stays ready without a broker.' },
    );
    expect(gone.broker).toMatch(/^the broker has not answered for \d+ s$/);
    await kafka.restart();
    await waitUntil(async () => ((await broker()).status === 200 ? true : undefined), {
      everyMs: 100,
      withinMs: 30_000,
      otherwise: () => 'The service is not ready again, although the broker is.',
    });
  }, 90_000);
});
