import { STATUS_CODES } from 'node:http';
import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Logger,
  NotFoundException,
} from '@nestjs/common';
import { OutcomeUnknown, TryAgainLater } from '#libs/messaging';
import type { AllowedMethods } from './allowed-methods.js';
import { Problem, problems } from './problem.js';

/** The part of Fastify's reply that an answer needs. */
export interface Reply {
  readonly sent: boolean;
  readonly raw: { readonly headersSent: boolean; end(): void };
  status(status: number): Reply;
  header(name: string, value: string): Reply;
  send(body: string): unknown;
}

export interface Request {
  readonly method: string;
  readonly url: string;
}

/** What Nest and Fastify refuse by themselves, by status: a stable slug and a sentence. */
const known: Readonly<Record<number, readonly [slug: string, detail: (request: Request) => string]>> = {
  400: ['malformed', () => 'The request could not be read.'],
  401: ['unauthorized', () => 'The request carries no valid key.'],
  403: ['forbidden', () => 'The caller may not do this.'],
  404: ['not-found', ({ method, url }) => `There is nothing at ${method} ${url.split('?')[0]}.`],
  405: ['method-not-allowed', ({ method }) => `${method} is not supported here.`],
  406: ['not-acceptable', () => 'None of the accepted media types is offered here.'],
  408: ['timeout', () => 'The request did not arrive in time.'],
  413: ['body-too-large', () => 'The body is larger than the service accepts.'],
  414: ['uri-too-long', () => 'The path is longer than the service accepts.'],
  415: ['unsupported-media-type', () => 'The body has to be application/json.'],
  429: ['too-many-requests', () => 'Too many requests; wait before the next one.'],
  503: ['unavailable', () => 'The service is not available at the moment.'],
};

const statusOf = (error: unknown): number => {
  if (error instanceof HttpException) return error.getStatus();
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500;
};

/** Any error as a problem; what is not known to be the caller's fault says nothing of its inside. */
export function problemOf(error: unknown, request: Request): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof OutcomeUnknown)
    return problems.unavailable(
      'outcome-unknown',
      'Whether it was done is not known; repeat the same request with the same key.',
      1,
    );
  if (error instanceof TryAgainLater) return rowInDoubt(error);
  const status = statusOf(error);
  const title = STATUS_CODES[status] ?? 'Error';
  const [slug, detail] = known[status] ?? [];
  if (slug !== undefined && detail !== undefined) return new Problem({ status, slug, title, detail: detail(request) });
  if (status < 500) return new Problem({ status, slug: `http-${status}`, title, detail: `${title}.` });
  return new Problem({
    status: 500,
    slug: 'internal',
    title: 'Internal error',
    detail: 'The service failed to handle the request; the failure is in its log.',
  });
}

function rowInDoubt({ details }: TryAgainLater): Problem {
  const named = Object.entries(details).map(([what, which]) => `the ${what} ${which}`);
  const doubted = named.length === 0 ? 'what this would change' : named.join(' and ');
  const detail = `A trade that is being committed has ${doubted} in doubt. Nothing was done; repeat the request.`;
  return problems.unavailable('row-in-doubt', detail, 1, details);
}

export function sendProblem(reply: Reply, problem: Problem): void {
  reply.status(problem.status).header('content-type', 'application/problem+json; charset=utf-8');
  for (const [name, value] of Object.entries(problem.headers)) reply.header(name, value);
  reply.send(JSON.stringify(problem));
}

/** What the router throws where it has no route; handlers say with a problem what they do not find. */
const isNoRoute = (error: unknown): boolean => error instanceof NotFoundException;

/** Answers every error as `application/problem+json`; logs those that are the service's own, with their stack. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  constructor(private readonly allowed?: Pick<AllowedMethods, 'at'>) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<Reply>();
    const request = host.switchToHttp().getRequest<Request>();
    const problem = (isNoRoute(error) && this.#wrongMethod(request)) || problemOf(error, request);
    if (problem.status === 500) {
      const stack = error instanceof Error ? error.stack : String(error);
      this.logger.error(`${request.method} ${request.url} failed`, stack);
    }
    // A stream that has begun cannot turn into a problem: it ends, and the client resumes.
    if (reply.sent || reply.raw.headersSent) return reply.raw.end();
    sendProblem(reply, problem);
  }

  /** A path that there is, asked in a way that it does not know. */
  #wrongMethod({ method, url }: Request): Problem | undefined {
    const methods = this.allowed?.at(url) ?? [];
    if (methods.length === 0) return undefined;
    return new Problem({
      status: 405,
      slug: 'method-not-allowed',
      title: 'Method Not Allowed',
      detail: `${method} is not supported here; ${methods.join(', ')} ${methods.length === 1 ? 'is' : 'are'}.`,
      headers: { allow: methods.join(', ') },
    });
  }
}
