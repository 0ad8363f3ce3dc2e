import { accepted, type Because, type Decision, refused } from '#libs/decision';

/** One request of trades as it was answered; the same key with the same payload is answered from it again. */
export interface Submission {
  readonly caller: string;
  /** The caller's Idempotency-Key. */
  readonly key: string;
  /** Of the payload. */
  readonly digest: string;
  readonly results: readonly SubmissionResult[];
}

/** What became of one trade of a request, in the request's order. */
export type SubmissionResult = { readonly tradeId: string } | { readonly because: Because };

export const submissionKey = ({ caller, key }: Pick<Submission, 'caller' | 'key'>): string => `${caller}/${key}`;

/** Whether a request is new, the same again, or another one under a key that was used. */
export function decideRepeat(
  known: Submission | undefined,
  digest: string,
):
  | Decision<'new', 'same key, different payload'>
  | { readonly answer: 'again'; readonly results: Submission['results'] } {
  if (!known) return accepted('new');
  return known.digest === digest ? { answer: 'again', results: known.results } : refused('same key, different payload');
}

/**
 * The id of the trade at an index of a request, made of the request's own id (UUID v7): ids of one request are
 * neighbours in every index. A request holds at most 500.
 */
export const tradeIdAt = (requestId: string, index: number): string =>
  requestId.slice(0, -3) + index.toString(16).padStart(3, '0');
