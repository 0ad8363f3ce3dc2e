import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { Logger } from 'pino';
import { parseStrictJsonBytes } from '#libs/strict-json';
import { AllowedMethods } from './allowed-methods.js';
import type { ApiKeys } from './api-keys.js';
import { CallerGuard } from './caller.guard.js';
import { NestLogs } from './logs.js';
import { refuseAsProblems, withoutNodeRefusals } from './node-refusals.js';
import { openApi } from './openapi.js';
import { problems } from './problem.js';
import { ProblemFilter, problemOf, type Reply, type Request, sendProblem } from './problem.filter.js';
import { mustHaveRules, routesOf } from './route-rule.js';
import { SchemaPipe } from './schema.pipe.js';
import { refuseUnreadable } from './unreadable-request.js';

/**
 * Five hundred trades of fifty legs each stay below it, at about seventy bytes a leg; what is longer goes in two
 * requests. A client that is refused while it still writes more than sockets hold would see no answer.
 */
const bodyLimitBytes = 2 * 1024 * 1024;
/** For receiving a request, not for answering it: whoever trickles a body does not keep a connection for ever. */
const requestTimeoutMs = 30_000;

export interface HttpParts {
  readonly title: string;
  readonly description: string;
  readonly logger: Logger;
  readonly keys: Pick<ApiKeys, 'find'>;
  /**
   * False leaves the page at `/docs` out, and with it the package that serves its files: jest's loader of modules on
   * Node 20 cannot load that one.
   */
  readonly docsPage?: boolean;
}

/** JSON that means one thing, or 400. There is no other parser, so every other media type is answered 415. */
function parseJson(_: unknown, bytes: Buffer, done: (error: Error | null, value?: unknown) => void): void {
  const parsed = parseStrictJsonBytes(bytes);
  if (parsed.ok) return done(null, parsed.value);
  const { pointer, because } = parsed;
  if (pointer === '') return done(problems.malformed(`The body ${because}.`));
  done(problems.malformed(`The body is not clear: ${pointer} ${because}.`, [{ pointer, detail: because }]));
}

/**
 * The HTTP side of a service, not listening yet: strict JSON in, problems out, `/openapi.json` and `/docs`. Further
 * parsers of bodies can be added to the Fastify instance before `app.listen(HTTP_PORT, HTTP_HOST)`. Throws what the
 * module's providers throw.
 */
export async function createHttp(module: Type | DynamicModule, parts: HttpParts): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    http: withoutNodeRefusals,
    forceCloseConnections: 'idle',
    // What Fastify refuses before any route is found, like a path that is no URL.
    frameworkErrors: (error: unknown, request: unknown, reply: unknown) =>
      sendProblem(reply as Reply, problemOf(error, request as Request)),
    clientErrorHandler: refuseUnreadable,
    routerOptions: { maxParamLength: 500 },
  });
  const fastify = adapter.getInstance();
  refuseAsProblems(adapter);
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, parseJson);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLogs(parts.logger),
    bodyParser: false,
    abortOnError: false,
  });
  mustHaveRules(app);
  app.useGlobalGuards(new CallerGuard(parts.keys));
  app.useGlobalPipes(new SchemaPipe());
  app.useGlobalFilters(new ProblemFilter(new AllowedMethods(routesOf(app))));
  // Built when somebody asks for it: a start does not wait for its documentation.
  SwaggerModule.setup('docs', app, () => openApi(app, parts), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    ui: parts.docsPage ?? true,
  });
  return app;
}

/** Open streams would keep the server open for as long as their clients stay. */
const lingerMs = 2_000;

/** Stops listening, lets requests end, and after two seconds cuts off what is still open. */
export async function closeHttp(app: NestFastifyApplication, waitMs = lingerMs): Promise<void> {
  const timer = setTimeout(() => app.getHttpServer().closeAllConnections(), waitMs);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}
