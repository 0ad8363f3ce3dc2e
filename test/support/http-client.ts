/** An answer as it came; `body` is undefined where it is not JSON. */
export interface HttpAnswer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Body;
}

export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it stands, for what JSON.stringify would never write. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The API key of whoever asks. */
  readonly key?: string;
}

const isJson = (headers: Headers): boolean => /[/+]json/.test(headers.get('content-type') ?? '');

/** One request, whatever it is answered. Throws only when nobody answers within half a minute. */
export async function http<Body = Record<string, unknown>>(
  url: string,
  request: HttpRequest = {},
): Promise<HttpAnswer<Body>> {
  const sent = request.text ?? (request.json === undefined ? undefined : JSON.stringify(request.json));
  const response = await fetch(url, {
    method: request.method ?? (sent === undefined ? 'GET' : 'POST'),
    headers: {
      ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
      ...(request.key === undefined ? {} : { authorization: `Bearer ${request.key}` }),
      ...request.headers,
    },
    ...(sent === undefined ? {} : { body: sent }),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  const body = (isJson(response.headers) ? JSON.parse(text) : undefined) as Body;
  return { status: response.status, headers: response.headers, text, body };
}
