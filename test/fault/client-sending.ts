import type { Heard } from './client-history.js';

/** Later than this an answer is worth nothing to a client: what was asked may have been done or not. */
const patienceMs = 5_000;
/** A refusal of these says of itself that nothing was done. */
const nothingWasDone = /:(overloaded|row-in-doubt|too-many-requests)$/;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** One request. Throws when it is cut off, not answered in time, or answered with what is no JSON. */
async function ask(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(patienceMs) });
  return { status: response.status, body: await response.json() };
}

const told = (failure: unknown): string =>
  failure instanceof Error
    ? failure.cause instanceof Error
      ? `${failure.message}: ${failure.cause.message}`
      : failure.message
    : String(failure);

/** What a client may conclude from the answer to a submission. */
export function heardOf({ status, body }: Answer): Heard {
  const {
    type = '',
    results,
    tradeId,
  } = (body ?? {}) as {
    readonly type?: string;
    readonly tradeId?: string;
    readonly results?: readonly { readonly tradeId?: string }[];
  };
  const because = `${status} ${type}`;
  if (status === 200 || status === 202) {
    const tradeIds = results?.map((result) => result.tradeId ?? null) ?? [tradeId ?? null];
    // Of a request of which nothing is taken nothing is kept.
    if (tradeIds.every((id) => id === null))
      return { heard: 'failed', because: `${status}, each refused`, forNow: false };
    return { heard: 'ok', tradeIds };
  }
  if ((status === 503 || status === 429) && nothingWasDone.test(type))
    return { heard: 'failed', because, forNow: true };
  // A request that arrived too slowly is its network's fault.
  if (status >= 500 || status === 408) return { heard: 'unknown', because };
  return { heard: 'failed', because, forNow: false };
}

/** Sends a submission once, and says what came of it. Never throws. */
export async function sendSubmission(
  tradingUrl: string,
  apiKey: string,
  { key, body }: { readonly key: string; readonly body: string },
): Promise<Heard> {
  const headers = {
    authorization: `Bearer ${apiKey}`,
    'content-type': 'application/json',
    'idempotency-key': key,
  };
  try {
    return heardOf(await ask(`${tradingUrl}/v1/trades`, { method: 'POST', headers, body }));
  } catch (failure) {
    return { heard: 'unknown', because: told(failure) };
  }
}

/** Reads a trade: its state, `missing` where trading does not know it, or undefined where nobody answers. */
export async function readState(tradingUrl: string, apiKey: string, tradeId: string): Promise<string | undefined> {
  try {
    const headers = { authorization: `Bearer ${apiKey}` };
    const { status, body } = await ask(`${tradingUrl}/v1/trades/${tradeId}`, { headers });
    if (status === 404) return 'missing';
    return status === 200 ? (body as { readonly state: string }).state : undefined;
  } catch {
    return undefined;
  }
}
