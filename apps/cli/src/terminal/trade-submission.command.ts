import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { ApiRequest } from '../http/api.js';
import { ApiProblem, NoAnswer } from '../http/api-problem.js';
import { type ProblemDocument, saidProblem } from '../problem/said-problem.js';
import { cellText, type Column, type Document, field } from '../table/column.js';
import { atDesk, type Desk, NotWell, type OpenDesk } from './desk.js';
import { count } from './page-options.js';

interface SubmissionOptions {
  readonly idempotencyKey?: string;
  readonly wait?: number;
}

const isProblem = (result: Document): boolean => result['tradeId'] === undefined;

const refusal = (result: Document): string =>
  isProblem(result) ? saidProblem('trading', Number(result['status']), result as ProblemDocument) : '';

const columns: readonly Column[] = [
  { ...field('NO', 'no'), right: true },
  field('TRADE', 'tradeId'),
  { head: 'STATE', cell: (result) => (isProblem(result) ? 'refused' : cellText(result['state'] ?? 'submitted')) },
  { head: 'BECAUSE', cell: refusal },
];

export const longestWaitS = 60;

/** The parts of a request that waits for so many seconds for a trade to end. */
export const preferring = (
  waitS: number | undefined,
  headers: Readonly<Record<string, string>> = {},
): Pick<ApiRequest, 'headers' | 'withinMs'> =>
  waitS === undefined
    ? { headers }
    : { headers: { ...headers, prefer: `wait=${waitS}` }, withinMs: (waitS + 10) * 1000 };

/**
 * Carries out what has an idempotency key. Where it is not known whether it was carried out, the key is named: repeated
 * with it, nothing happens twice.
 */
export async function withKey<Answer>(
  given: string | undefined,
  ask: (key: string) => Promise<Answer>,
): Promise<Answer> {
  const key = given ?? randomUUID();
  try {
    return await ask(key);
  } catch (error) {
    if (error instanceof NoAnswer || (error instanceof ApiProblem && error.status >= 500))
      throw new NotWell(`${error.message} Repeat it with --idempotency-key ${key}, and nothing happens twice.`, {
        cause: error,
      });
    throw error;
  }
}

/** Adds `trades submit`. */
export function addSubmission(trades: Command, open: OpenDesk): void {
  trades
    .command('submit')
    .description('submits a trade, or up to 500 as {"trades": [...]}, from a file or standard input')
    .argument('[file]', 'JSON as POST /v1/trades takes it; - or nothing: standard input', '-')
    .option('--idempotency-key <key>', 'names the submission, so that repeating it does nothing twice')
    .option('--wait <seconds>', 'waits so long for the end of each trade', count(1, longestWaitS))
    .action(
      atDesk(open, async (desk, file: string, options: SubmissionOptions) => {
        const text = await desk.readFile(file);
        const answer = await withKey(options.idempotencyKey, (key) =>
          desk.api.ask('trading', '/v1/trades', {
            ...{ method: 'POST', text },
            ...preferring(options.wait, { 'idempotency-key': key }),
          }),
        );
        showSubmitted(desk, answer);
      }),
    );
}

function showSubmitted(desk: Desk, answer: Document): void {
  const results = (answer['results'] as readonly Document[] | undefined) ?? [answer];
  desk.show(answer, () =>
    desk.table(
      columns,
      results.map((result, at) => ({ ...result, no: at + 1 })),
    ),
  );
  const refused = results.filter(isProblem).length;
  if (refused > 0) throw new NotWell(`${refused} of ${results.length} trades were refused.`);
}
