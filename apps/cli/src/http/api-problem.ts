import { type ProblemDocument, saidProblem } from '../problem/said-problem.js';

/** A service refused a request, or failed at it. */
export class ApiProblem extends Error {
  readonly document: ProblemDocument;

  constructor(
    readonly service: string,
    readonly status: number,
    body: unknown,
    retryAfterS?: string,
  ) {
    const document = (typeof body === 'object' && body !== null ? body : {}) as ProblemDocument;
    super(
      saidProblem(service, status, document) + (retryAfterS === undefined ? '' : ` Try again in ${retryAfterS} s.`),
    );
    this.name = 'ApiProblem';
    this.document = document;
  }
}

/** Nothing answered; whether a request to change something was carried out is not known. */
export class NoAnswer extends Error {
  constructor(
    readonly service: string,
    url: string,
    cause: unknown,
  ) {
    super(`${service} at ${url} does not answer: ${reasonOf(cause)}.`, { cause });
    this.name = 'NoAnswer';
  }
}

/** What fetch says is `fetch failed`; the reason stands in its causes. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error) return cause.message === '' ? reasonOf(causesOf(cause)[0]) : cause.message;
  return error.message;
}

/** A host with several addresses fails with an error for each. */
const causesOf = (error: Error): readonly unknown[] => (error instanceof AggregateError ? error.errors : [error.name]);
