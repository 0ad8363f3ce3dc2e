import { setTimeout as pause } from 'node:timers/promises';

/** RFC 9457, as far as we look at it. */
export interface ProblemDetails {
  readonly type?: string;
  readonly title?: string;
  readonly status: number;
  readonly detail?: string;
}

export interface Exchange {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly body?: unknown;
  /** Sent as CSV, instead of a JSON body. */
  readonly csv?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The API key of whoever asks. */
  readonly key?: string;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export const isProblem = (value: unknown): value is ProblemDetails =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as ProblemDetails).status === 'number' &&
  (value as ProblemDetails).status >= 400;

/** A copy that has not arrived yet, an account not yet opened, an overload: the same request will do later. */
export const isForLater = ({ status, type = '' }: ProblemDetails): boolean =>
  status === 429 || status === 503 || type.includes(':unknown-') || status === 404;

/** One request and its JSON. Throws when nobody answers. */
export async function exchange({ method, url, body, csv, headers, key }: Exchange): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(csv === undefined ? {} : { 'content-type': 'text/csv' }),
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(csv === undefined ? {} : { body: csv }),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

/** The problems in an answer: its own, or those in its `results`. */
function problemsIn({ status, body }: Answer): ProblemDetails[] {
  if (status >= 400) return [isProblem(body) ? body : { status }];
  const { results } = (body ?? {}) as { results?: unknown[] };
  return results?.filter(isProblem) ?? [];
}

/**
 * Sends the same request until it is taken: silence, overload and things not known yet are tried again for `withinMs`.
 * Only for requests whose repeats are harmless. Throws one sentence with the problem's detail when it is refused.
 */
export async function untilTaken(what: string, asked: Exchange, withinMs = 60_000): Promise<Answer> {
  const endsAt = performance.now() + withinMs;
  for (let waitMs = 10; ; waitMs = Math.min(waitMs * 2, 500)) {
    const answer = await exchange(asked).catch((failure: unknown) => failure as Error);
    const late = performance.now() > endsAt;
    if (answer instanceof Error) {
      if (late) throw new Error(`${what}: ${asked.url} does not answer (${answer.message}).`);
    } else {
      const problems = problemsIn(answer);
      if (problems.length === 0) return answer;
      const lasting = late ? problems[0] : problems.find((problem) => !isForLater(problem));
      if (lasting) {
        const said = lasting.detail ?? lasting.title ?? JSON.stringify(answer.body);
        throw new Error(`${what}: ${asked.method} ${asked.url} answered ${lasting.status}: ${said}`);
      }
    }
    await pause(waitMs);
  }
}
