import { setTimeout as pause } from 'node:timers/promises';
import { exchange, isProblem, type ProblemDetails, untilTaken } from './http-exchange.js';
import { inParallel, piecesOf } from './in-parallel.js';
import type { StackKeys } from './demonstration-keys.js';
import type { SampleMarket } from './sample/sample-market.shape.js';
import { type SettledTrade, type SettlementPath, settledBy } from './sample/settlement-path.js';
import type { LedgerCheck, SampleOutcome } from './sample-outcome.js';
import { registerSample } from './sample-registration.js';
import type { ServiceName } from './services.js';
import { endedTrades, runningTrades, type TradeSummary, tradeSummary } from './trade-summary.js';

export type SampleStep = 'registrations and deposits' | 'trades submitted' | 'trades ended';

export interface SampleRunOptions {
  readonly urls: Readonly<Record<ServiceName, string>>;
  readonly keys: Pick<StackKeys, 'operator' | 'venue'>;
  readonly market: SampleMarket;
  /** By saga unless said. */
  readonly settlement?: SettlementPath | undefined;
  /** Called as each step begins; `done` settles when it has ended. */
  readonly onStep?: (step: SampleStep, done: Promise<unknown>) => void;
  readonly onSummary?: (summary: TradeSummary) => void;
}

const tradesPerRequest = 100;
const requestsAtOnce = 4;
/**
 * Nearly every trade of the community is with its retailer, so that global transactions follow one another; a trade that
 * has waited 20 s for its turn is rejected as busy. So no more is submitted than ends in some seconds.
 */
const mostRunningTwoPhase = 800;
/** The first clearing is looked for closely, since the time to it is one of the figures. */
const pollFirstMs = 15;
const pollMs = 100;
/** So long without any trade ending, none will: a saga's own budget is 20 s and its pauses 5 s. */
const silenceMs = 120_000;

interface Submission {
  readonly day: string;
  readonly trades: readonly SettledTrade[];
  readonly mostRunning: number;
}

async function submit(
  tradingUrl: string,
  keys: SampleRunOptions['keys'],
  { day, trades, mostRunning }: Submission,
): Promise<ProblemDetails[]> {
  const room = async (): Promise<void> => {
    const untilMs = performance.now() + silenceMs;
    const isFull = async () => runningTrades(await tradeSummary(tradingUrl, keys.operator)) > mostRunning;
    while (performance.now() < untilMs && (await isFull())) await pause(pollMs);
  };
  const answers = await inParallel(piecesOf(trades, tradesPerRequest), requestsAtOnce, async (piece, index) => {
    if (mostRunning < trades.length) await room();
    // The same key for the same trades: a second start is answered from the first.
    const headers = { 'idempotency-key': `sample-${day}-${index + 1}` };
    const body = { trades: piece };
    return untilSubmitted({ method: 'POST', url: `${tradingUrl}/v1/trades`, key: keys.venue, body, headers });
  });
  return answers.flat().filter(isProblem);
}

/** Overload and silence are waited out; a bad trade among good ones is an answer. */
async function untilSubmitted(asked: Parameters<typeof exchange>[0]): Promise<unknown[]> {
  for (let waitMs = 50; ; waitMs = Math.min(waitMs * 2, 1_000)) {
    const { status, body } = await exchange(asked).catch(() => ({ status: 503, body: undefined }));
    if (status < 300) return (body as { results: unknown[] }).results;
    if (status !== 503 && status !== 429) {
      throw new Error(`POST ${asked.url} answered ${status}: ${isProblem(body) ? body.detail : 'without a reason'}`);
    }
    if (waitMs === 1_000 && (await isGone(asked.url))) throw new Error(`${asked.url} does not answer any more.`);
    await pause(waitMs);
  }
}

const isGone = (url: string): Promise<boolean> =>
  exchange({ method: 'GET', url: new URL('/health/live', url).href }).then(
    () => false,
    () => true,
  );

interface Watched {
  readonly summary: TradeSummary;
  readonly firstClearedMs: number | undefined;
  readonly endedAtMs: number;
}

/** Watches until all is submitted and nothing runs any more, or nothing has moved for long. */
async function watch(
  question: readonly [tradingUrl: string, key: string],
  before: TradeSummary,
  isSubmitted: () => boolean,
  onSummary: (summary: TradeSummary) => void,
): Promise<Watched> {
  let last = before;
  let movedAtMs = performance.now();
  let firstClearedMs: number | undefined;
  for (;;) {
    // Asked before the question: a trade that is submitted after the answer would be missed.
    const wasSubmitted = isSubmitted();
    const summary = await tradeSummary(...question);
    const nowMs = performance.now();
    onSummary(summary);
    if (summary.cleared > before.cleared) firstClearedMs ??= nowMs;
    if (endedTrades(summary) !== endedTrades(last)) movedAtMs = nowMs;
    last = summary;
    const isQuiet = wasSubmitted && runningTrades(summary) === 0;
    if (isQuiet || nowMs - movedAtMs > silenceMs) return { summary, firstClearedMs, endedAtMs: movedAtMs };
    await pause(firstClearedMs === undefined ? pollFirstMs : pollMs);
  }
}

/**
 * Registers the sample market, submits its trades and waits until every one of them has ended. A repeat on the same
 * state trades nothing twice. Throws one sentence when a service refuses what it should take, or goes away.
 */
export async function runSample(options: SampleRunOptions): Promise<SampleOutcome> {
  const { urls, keys, market, settlement = 'saga' } = options;
  const { onStep = () => undefined, onSummary = () => undefined } = options;
  const step = <Result>(name: SampleStep, done: Promise<Result>): Promise<Result> => {
    onStep(name, done);
    return done;
  };
  await step('registrations and deposits', registerSample(options, market));

  const before = await tradeSummary(urls.trading, keys.operator);
  const startedAtMs = performance.now();
  let isSubmitted = false;
  const submitting = step(
    'trades submitted',
    submit(urls.trading, keys, {
      day: market.day,
      trades: settledBy(settlement, market.trades),
      mostRunning: settlement === 'saga' ? Number.POSITIVE_INFINITY : mostRunningTwoPhase,
    }).finally(() => {
      isSubmitted = true;
    }),
  );
  const watching = step(
    'trades ended',
    watch([urls.trading, keys.operator], before, () => isSubmitted, onSummary),
  );
  const [notTaken, { summary, firstClearedMs, endedAtMs }] = await Promise.all([submitting, watching]);

  const check = await untilTaken('The ledger check', {
    method: 'GET',
    url: `${urls.settlement}/v1/ledger/check`,
    key: keys.operator,
  });
  return {
    day: market.day,
    settlement,
    quarterHours: market.prices.length,
    submitted: market.trades.length,
    notTaken,
    summary,
    endedNow: endedTrades(summary) - endedTrades(before),
    tookMs: endedAtMs - startedAtMs,
    firstClearedMs,
    ledger: check.body as LedgerCheck,
  };
}
