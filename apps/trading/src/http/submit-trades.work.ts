import type { Because, Refused } from '#libs/decision';
import { type Instant, instant } from '#libs/market';
import type { Instants, Outgoing, Work } from '#libs/messaging';
import type { SagaRunner } from '#libs/saga-runner';
import { referenceKey, type TradingState, type TradingTable } from '../store/trading.state.js';
import { decideSubmission, type TradeToSubmit } from '../trade/decide-submission.js';
import { decideRepeat, type SubmissionResult, submissionKey, tradeIdAt } from '../trade/submission.js';
import { sameTerms, type Trade, type TradeTerms } from '../trade/trade.js';

/** A request of trades: each either read, or refused for its form. */
export interface SubmitTrades {
  readonly caller: string;
  readonly key: string;
  readonly digest: string;
  /** UUID v7: the ids of its trades are made of it. */
  readonly requestId: string;
  readonly asks: readonly (
    | { readonly terms: TradeTerms; readonly tradeId?: string | undefined }
    | { readonly because: Because }
  )[];
}

export type SubmitAnswer =
  | { readonly answer: 'accepted' | 'again'; readonly results: readonly SubmissionResult[] }
  | Refused<'same key, different payload'>;

/** Takes a request of trades: one saga for each that may be submitted, an answer for each that may not. */
export function submitTradesWork(
  runner: SagaRunner<Trade>,
): Work<TradingTable, TradingState, SubmitTrades, SubmitAnswer> {
  const decideOne = (
    state: TradingState,
    ask: TradeToSubmit,
    now: Instants,
  ): { result: SubmissionResult; send: Outgoing[] } => {
    const known =
      state.sagas.get(ask.id)?.subject ??
      (ask.externalId === null ? undefined : state.references.get(referenceKey(ask)));
    if (known) {
      const reason = known.id === ask.id ? 'same trade id, different terms' : 'same external id, different terms';
      const at = known.id === ask.id ? '/tradeId' : '/externalId';
      return {
        result: sameTerms(known, ask) ? { tradeId: known.id } : { because: { reason, at, tradeId: known.id } },
        send: [],
      };
    }
    const decision = decideSubmission(
      ask,
      {
        area: state.areas.get(ask.area),
        seller: state.parties.get(ask.seller) !== undefined,
        buyer: state.parties.get(ask.buyer) !== undefined,
      },
      marketNow(now),
    );
    if (decision.answer === 'refused') return { result: { because: decision.because }, send: [] };
    if (ask.externalId !== null) state.references.put(decision.what);
    return { result: { tradeId: ask.id }, send: runner.start(state, 'trade', ask.id, decision.what, now) };
  };

  return {
    name: 'POST /v1/trades',
    touches: ({ caller, key, asks }) => {
      const read = asks.flatMap((ask) => ('terms' in ask ? [ask] : []));
      return {
        submission: [submissionKey({ caller, key })],
        saga: read.flatMap(({ tradeId }) => tradeId ?? []),
        reference: read.flatMap(({ terms: { externalId } }) =>
          externalId === null ? [] : [referenceKey({ caller, externalId })],
        ),
        party: read.flatMap(({ terms: { seller, buyer } }) => [seller, buyer]),
        area: read.map(({ terms: { area } }) => area),
      };
    },
    decide(state, { caller, key, digest, requestId, asks }, now) {
      const repeat = decideRepeat(state.submissions.get(submissionKey({ caller, key })), digest);
      if (repeat.answer === 'again') return { answer: repeat, send: [] };
      if (repeat.answer === 'refused') return { answer: repeat, send: [] };
      const results: SubmissionResult[] = [];
      const send: Outgoing[] = [];
      for (const [index, ask] of asks.entries()) {
        if ('because' in ask) {
          results.push(ask);
          continue;
        }
        const one = decideOne(state, { ...ask.terms, caller, id: ask.tradeId ?? tradeIdAt(requestId, index) }, now);
        results.push(one.result);
        send.push(...one.send);
      }
      // A request of which nothing was taken leaves nothing: mended, it may come again under the same key.
      if (results.some((result) => 'tradeId' in result)) state.submissions.put({ caller, key, digest, results });
      return { answer: { answer: 'accepted', results }, send };
    },
  };
}

/** The market clock is kept finer than instants are. */
const marketNow = ({ market }: Instants): Instant => instant(Math.floor(market));
