import { applyDecorators } from '@nestjs/common';
import { type NestFastifyApplication, RouteConfig } from '@nestjs/platform-fastify';
import { ApiResponse } from '@nestjs/swagger';
import type { Problem } from './problem.js';
import { type Reply, sendProblem } from './problem.filter.js';

interface Config {
  readonly shedOnOverload?: true;
}

/** Refused with 503 and `Retry-After` while the service has too much to do. */
export const ShedOnOverload = (): MethodDecorator =>
  applyDecorators(
    RouteConfig({ shedOnOverload: true } satisfies Config),
    ApiResponse({
      status: 503,
      description: 'Overloaded: nothing was taken, and the same request may be sent again later',
      headers: { 'Retry-After': { description: 'after how many seconds', schema: { type: 'integer', minimum: 1 } } },
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    }),
  );

/**
 * Refuses requests to the routes marked so, before their bodies and their keys are looked at: a refusal costs little
 * just when there is least to spare. Node reads past the body, so that the connection stays. To be called before the
 * application listens, and before whatever else wants to see each request.
 *
 * @param refusal why nothing is taken at the moment; undefined while there is room
 */
export function shedOnOverload(app: NestFastifyApplication, refusal: () => Problem | undefined): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      const { shedOnOverload: sheds } = request.routeOptions.config as Config;
      const problem = sheds ? refusal() : undefined;
      if (problem) sendProblem(reply as unknown as Reply, problem);
      else done();
    });
}
