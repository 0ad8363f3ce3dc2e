import type { ServerResponse } from 'node:http';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { problems, Problem } from './problem.js';
import { sendProblem, type Reply } from './problem.filter.js';

/** Options of Node's server: what it would refuse with an empty body is let through, and refused by {@link refuseAsProblems}. */
export const withoutNodeRefusals = { requireHostHeader: false } as const;

const expectation = new Problem({
  status: 417,
  slug: 'expectation-failed',
  title: 'Expectation Failed',
  detail: 'The only expectation that is met here is 100-continue.',
});

/** Answers with a problem, as everywhere, what Node's HTTP server answers with a bare status. */
export function refuseAsProblems(adapter: FastifyAdapter): void {
  const fastify = adapter.getInstance();
  fastify.server.on('checkExpectation', (_: unknown, response: ServerResponse) => {
    const body = JSON.stringify(expectation);
    // What would have followed is not read: the next request could not be told from it.
    response.writeHead(expectation.status, {
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    });
    response.end(body);
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.raw.httpVersion === '1.1' && request.headers.host === undefined)
      sendProblem(reply as unknown as Reply, problems.malformed('The request names no Host.'));
    else done();
  });
}
