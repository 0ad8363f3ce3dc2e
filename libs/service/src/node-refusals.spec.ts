import { FastifyAdapter } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { refuseAsProblems, withoutNodeRefusals } from './node-refusals.js';

const adapter = new FastifyAdapter({ http: withoutNodeRefusals });
const fastify = adapter.getInstance();
beforeAll(async () => {
  refuseAsProblems(adapter);
  fastify.get('/v1/things', (_, reply) => void reply.send('here'));
  await fastify.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => fastify.close());

async function answerTo(...lines: readonly string[]): Promise<string> {
  const socket = connect((fastify.server.address() as AddressInfo).port, '127.0.0.1');
  socket.write([...lines, 'Connection: close', '', ''].join('\r\n'));
  return text(socket);
}

describe('what Node would refuse with a bare status', () => {
  it.each([
    ['an expectation', ['GET /v1/things HTTP/1.1', 'Host: here', 'Expect: a miracle'], 417, 'expectation-failed'],
    ['no Host', ['GET /v1/things HTTP/1.1'], 400, 'malformed'],
  ] as const)('is refused with a problem, like %s', async (_, lines, status, slug) => {
    const [head, body = ''] = (await answerTo(...lines)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toContain('application/problem+json');
    expect(JSON.parse(body)).toMatchObject({ type: `urn:gridsaga:problem:${slug}`, status });
  });

  it.each([
    ['a Host', ['GET /v1/things HTTP/1.1', 'Host: here']],
    ['an older HTTP, which has none', ['GET /v1/things HTTP/1.0']],
    ['the expectation that there is', ['GET /v1/things HTTP/1.1', 'Host: here', 'Expect: 100-continue']],
  ] as const)('is nothing else: %s is answered', async (_, lines) => {
    expect(await answerTo(...lines)).toMatch(/HTTP\/1.1 200 OK[^]*here$/);
  });
});
