import { randomUUID } from 'node:crypto';
import type { GoodRequest } from './good-requests.js';
import type { HttpAnswer } from './http-client.js';

/** What changes of a good request; `text` is sent in place of its body, as it stands. */
export interface RequestChange {
  readonly text?: string;
  readonly query?: URLSearchParams;
  readonly path?: Readonly<Record<string, string>>;
  /** An empty text takes the header away. */
  readonly headers?: Readonly<Record<string, string>>;
}

const bodyOf = ({ bodies, csv }: GoodRequest): { type: string; text: string } | undefined => {
  if (csv !== undefined) return { type: 'text/csv', text: csv };
  return bodies && { type: 'application/json', text: JSON.stringify(bodies[0]) };
};

/** Asks a route as `/openapi.json` names it. Of a stream only the head is read, since it may never end. */
export async function askRoute(
  url: string,
  route: string,
  request: GoodRequest,
  key: string | undefined,
  { text, query, path, headers = {} }: RequestChange = {},
): Promise<HttpAnswer> {
  const [method = '', template = ''] = route.split(' ');
  const parts = { ...request.path, ...path };
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parts[name] ?? ''));
  const asked = (query ?? new URLSearchParams(request.query)).toString();
  const body = bodyOf(request);
  const sent = text ?? body?.text;
  const all = {
    ...(body && { 'content-type': body.type }),
    ...(key !== undefined && { authorization: `Bearer ${key}` }),
    ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
    ...headers,
  };
  const leaving = new AbortController();
  const response = await fetch(`${url}${filled}${asked && `?${asked}`}`, {
    method,
    headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '')),
    ...(sent !== undefined && { body: sent }),
    signal: AbortSignal.any([leaving.signal, AbortSignal.timeout(30_000)]),
  });
  const type = response.headers.get('content-type') ?? '';
  if (type.startsWith('text/event-stream')) {
    leaving.abort();
    return { status: response.status, headers: response.headers, text: '', body: {} };
  }
  const read = await response.text();
  const parsed = (/[/+]json/.test(type) ? JSON.parse(read) : {}) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, text: read, body: parsed };
}
