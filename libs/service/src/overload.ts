import { applyDecorators } from '@nestjs/common';
import { type NestFastifyApplication, RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtension } from '@nestjs/swagger';
import type { Problem } from './problem.js';
import { type Reply, sendProblem } from './problem.filter.js';

interface Config {
  readonly shedOnOverload?: true;
}

/** Refused with 503 and `Retry-After` while the service has too much to do. */
export const ShedOnOverload = (): MethodDecorator =>
  applyDecorators(
    RouteConfig({ shedOnOverload: true } satisfies Config),
    // An answer of its own would take the place of the route's good one in the document.
    ApiExtension('x-shed-on-overload', true),
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
