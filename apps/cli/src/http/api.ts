import type { Document } from '../table/column.js';
import { ApiProblem, NoAnswer } from './api-problem.js';

export const serviceNames = ['trading', 'metering', 'settlement'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** What a query may hold; what is undefined is left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly query?: Query;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it stands: a file is for the service to judge. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the answer is waited for. */
  readonly withinMs?: number;
}

/** A page of a list; some lists say more about themselves. */
export interface PageDocument extends Document {
  readonly items: readonly Document[];
  readonly next: string | null;
}

export interface ApiParts {
  readonly urls: Readonly<Record<ServiceName, string>>;
  readonly key: string | undefined;
}

/** Longer than a service waits for its database, and than a look at all books takes. */
const answersWithinMs = 30_000;
/** Who asks several services does not wait long for one that is away. */
export const soonMs = 5_000;
/** As many as the API gives at once. */
const largestPage = 1_000;

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfterS: string | undefined;
}

/** The three services over HTTP, as one caller. */
export class Api {
  constructor(private readonly parts: ApiParts) {}

  urlOf(service: ServiceName): string {
    return this.parts.urls[service];
  }

  /**
   * One request.
   *
   * @throws ApiProblem when the service refuses it or fails, NoAnswer when nothing answers
   */
  async ask<Body = Document>(service: ServiceName, path: string, request: ApiRequest = {}): Promise<Body> {
    const { status, body, retryAfterS } = await this.#answer(service, path, request);
    if (status >= 400) throw new ApiProblem(service, status, body, retryAfterS);
    return body as Body;
  }

  /** A page of a list; with `all`, every page from there on as one. */
  async list(
    service: ServiceName,
    path: string,
    query: Query,
    { all = false, withinMs = answersWithinMs }: { readonly all?: boolean; readonly withinMs?: number } = {},
  ): Promise<PageDocument> {
    if (!all) return this.ask<PageDocument>(service, path, { query, withinMs });
    const pageQuery = { ...query, limit: query['limit'] ?? largestPage };
    const first = await this.ask<PageDocument>(service, path, { query: pageQuery, withinMs });
    const items = [...first.items];
    for (let after = first.next; after !== null; ) {
      const page = await this.ask<PageDocument>(service, path, { query: { ...pageQuery, after }, withinMs });
      items.push(...page.items);
      after = page.next;
    }
    return { ...first, items, next: null };
  }

  async #answer(service: ServiceName, path: string, request: ApiRequest): Promise<Answer> {
    const { method = 'GET', query = {}, json, headers, withinMs = answersWithinMs } = request;
    const { urls, key } = this.parts;
    const url = new URL(urls[service].replace(/\/+$/, '') + path);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const sent = request.text ?? (json === undefined ? undefined : JSON.stringify(json));
    try {
      const response = await fetch(url, {
        method,
        headers: {
          accept: 'application/json',
          ...(key !== undefined && { authorization: `Bearer ${key}` }),
          ...(sent !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(sent !== undefined && { body: sent }),
        signal: AbortSignal.timeout(withinMs),
      });
      const text = await response.text();
      return {
        status: response.status,
        body: readJson(text) ?? { detail: text.slice(0, 500) },
        retryAfterS: response.headers.get('retry-after') ?? undefined,
      };
    } catch (error) {
      throw new NoAnswer(service, urls[service], isLate(error) ? `nothing within ${withinMs / 1000} s` : error);
    }
  }
}

const isLate = (error: unknown): boolean => error instanceof Error && error.name === 'TimeoutError';

/** An answer that is no JSON comes from something between here and the service. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
