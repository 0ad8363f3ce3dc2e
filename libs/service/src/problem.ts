/** One bad field of a request: an RFC 6901 pointer into the body (or a parameter's name) and a sentence. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

interface ProblemParts {
  readonly status: number;
  /** Stable for ever: clients decide by it. */
  readonly slug: string;
  readonly title: string;
  /** A sentence that says what differed. */
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  /** Further members of the body: numbers, ids. */
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** RFC 9457, as an answer to one request. Controllers throw it; a result within a list uses its `body`. */
export class Problem extends Error {
  readonly status: number;
  readonly slug: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;

  constructor({ status, slug, title, detail, errors, extra = {}, headers = {} }: ProblemParts) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.slug = slug;
    this.headers = headers;
    this.body = {
      ...extra,
      type: `urn:gridsaga:problem:${slug}`,
      title,
      status,
      detail,
      ...(errors === undefined ? {} : { errors }),
    };
  }

  /** The `application/problem+json` document. */
  toJSON(): Readonly<Record<string, unknown>> {
    return this.body;
  }
}

/** `not enough free money` becomes `not-enough-free-money`: reasons of rules are stable, so their slugs are too. */
export const slugOf = (reason: string): string =>
  reason
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

type Extra = Readonly<Record<string, unknown>>;

const titled =
  (status: number, title: string) =>
  (slug: string, detail: string, extra: Extra = {}): Problem =>
    new Problem({ status, slug, title, detail, extra });

const after = (retryAfterS: number): Readonly<Record<string, string>> => ({ 'retry-after': String(retryAfterS) });

/** The problems that every service has. The first argument of the general ones is the slug. */
export const problems = {
  /** 400: the body is not JSON, or not JSON that means one thing. */
  malformed: (detail: string, errors?: readonly FieldError[]): Problem =>
    new Problem({ status: 400, slug: 'malformed', title: 'Malformed request', detail, ...(errors ? { errors } : {}) }),
  /** 400: a header or parameter that the route needs. */
  badRequest: titled(400, 'Bad request'),
  unauthorized: (detail: string): Problem =>
    new Problem({
      status: 401,
      slug: 'unauthorized',
      title: 'Unauthorized',
      detail,
      headers: { 'www-authenticate': 'Bearer' },
    }),
  forbidden: (detail: string): Problem => titled(403, 'Forbidden')('forbidden', detail),
  /** `what` names the thing and its id: `trade 0192…`. */
  notFound: (what: string): Problem => titled(404, 'Not found')('not-found', `There is no ${what}.`),
  conflict: titled(409, 'Conflict'),
  /** 422: well-formed JSON with wrong fields, one entry per field. */
  invalidFields: (errors: readonly FieldError[]): Problem =>
    new Problem({
      status: 422,
      slug: 'invalid-fields',
      title: 'Invalid fields',
      detail: errors.length === 1 ? 'One field is invalid.' : `${errors.length} fields are invalid.`,
      errors,
    }),
  /** 400: parameters of the path or the query, one entry per parameter. */
  invalidParameters: (errors: readonly FieldError[]): Problem =>
    new Problem({
      status: 400,
      slug: 'invalid-parameters',
      title: 'Invalid parameters',
      detail: errors.map((error) => `${error.pointer.slice(1) || 'the parameters'}: ${error.detail}`).join('; '),
      errors,
    }),
  unprocessable: titled(422, 'Unprocessable'),
  tooMany: (detail: string, retryAfterS: number): Problem =>
    new Problem({
      status: 429,
      slug: 'too-many-requests',
      title: 'Too many requests',
      detail,
      headers: after(retryAfterS),
    }),
  unavailable: (slug: string, detail: string, retryAfterS: number, extra: Extra = {}): Problem =>
    new Problem({ status: 503, slug, title: 'Unavailable', detail, extra, headers: after(retryAfterS) }),
} as const;
