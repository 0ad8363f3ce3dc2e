import { topics } from '#libs/contracts';
import type { Because, Refused } from '#libs/decision';
import { type Instants, type Outgoing, toEveryone, type Work } from '#libs/messaging';
import type { SagaRunner } from '#libs/saga-runner';
import { marketNow } from '../gate/market-now.js';
import { decideProposal } from '../proposal/decide-proposal.js';
import { isSideOf, lapsedAt } from '../proposal/proposal.js';
import { proposedEvent } from '../proposal/proposal-event.js';
import { referenceKey, type TradingState, type TradingTable } from '../store/trading.state.js';
import { decideSubmission, type KnownToTrading, type TradeToSubmit } from '../trade/decide-submission.js';
import { decideRepeat, type SubmissionResult, submissionKey, tradeIdAt } from '../trade/submission.js';
import { sameTerms, type Trade, type TradeTerms } from '../trade/trade.js';
import { startTrade } from './start-trade.js';

/** A request of trades: each either read, or refused for its form. */
export interface SubmitTrades {
  readonly caller: string;
  /** The caller is a party: what it submits waits for its counterparty. */
  readonly proposes: boolean;
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
  | { readonly answer: 'again'; readonly results: readonly SubmissionResult[] }
  | {
      readonly answer: 'accepted';
      readonly results: readonly SubmissionResult[];
      /** Those that wait for their counterparty. */
      readonly proposed: ReadonlySet<string>;
    }
  | Refused<'same key, different payload'>;

interface Decided {
  readonly result: SubmissionResult;
  readonly send: readonly Outgoing[];
  /** The id of what waits for its counterparty. */
  readonly proposed?: string | undefined;
}

/** Takes a request of trades: a saga or a proposal for each that may be submitted, an answer for each that may not. */
export function submitTradesWork(
  runner: SagaRunner<Trade>,
): Work<TradingTable, TradingState, SubmitTrades, SubmitAnswer> {
  const submitOne = (state: TradingState, ask: TradeToSubmit, now: Instants): Decided => {
    const again = sameAgain(state, ask, state.references.get(referenceKey(ask)));
    if (again) return { result: again, send: [] };
    const decision = decideSubmission(ask, knownTo(state, ask), marketNow(now));
    if (decision.answer === 'refused') return { result: { because: decision.because }, send: [] };
    if (ask.externalId !== null) state.references.put(decision.what);
    return { result: { tradeId: ask.id }, send: startTrade(runner, state, decision.what, now) };
  };

  return {
    name: 'POST /v1/trades',
    knowsRepeats: true,
    touches: ({ caller, proposes, key, asks }) => {
      const read = asks.flatMap((ask) => ('terms' in ask ? [ask] : []));
      return {
        submission: [submissionKey({ caller, key })],
        saga: read.flatMap(({ tradeId }) => tradeId ?? []),
        proposal: read.flatMap(({ tradeId }) => tradeId ?? []),
        [proposes ? 'proposed reference' : 'reference']: read.flatMap(({ terms: { externalId } }) =>
          externalId === null ? [] : [referenceKey({ caller, externalId })],
        ),
        party: read.flatMap(({ terms: { seller, buyer } }) => [seller, buyer]),
        area: read.map(({ terms: { area } }) => area),
      };
    },
    decide(state, { caller, proposes, key, digest, requestId, asks }, now) {
      const repeat = decideRepeat(state.submissions.get(submissionKey({ caller, key })), digest);
      if (repeat.answer === 'again') return { answer: repeat, send: [] };
      if (repeat.answer === 'refused') return { answer: repeat, send: [] };
      const results: SubmissionResult[] = [];
      const send: Outgoing[] = [];
      const proposed = new Set<string>();
      for (const [index, ask] of asks.entries()) {
        if ('because' in ask) {
          results.push(ask);
          continue;
        }
        const trade = { ...ask.terms, caller, id: ask.tradeId ?? tradeIdAt(requestId, index) };
        const one = proposes ? proposeOne(state, trade, now) : submitOne(state, trade, now);
        results.push(one.result);
        if (one.proposed !== undefined) proposed.add(one.proposed);
        send.push(...one.send);
      }
      // A request of which nothing was taken leaves nothing: mended, it may come again under the same key.
      if (results.some((result) => 'tradeId' in result)) state.submissions.put({ caller, key, digest, results });
      return { answer: { answer: 'accepted', results, proposed }, send };
    },
  };
}

function proposeOne(state: TradingState, ask: TradeToSubmit, now: Instants): Decided {
  // Whoever is no side of it learns nothing of what is there under its id.
  const again = isSideOf(ask, ask.caller) && sameAgain(state, ask, proposedAs(state, ask));
  if (again) return { result: again, send: [], proposed: stillProposed(state, ask, again, now) };
  const decision = decideProposal(ask, knownTo(state, ask), marketNow(now));
  if (decision.answer === 'refused') return { result: { because: decision.because }, send: [] };
  const proposal = decision.what;
  state.proposals.put(proposal);
  if (proposal.externalId !== null) state.proposedReferences.put(proposal);
  const send = [toEveryone(topics.trades.name, proposedEvent(proposal))];
  return { result: { tradeId: ask.id }, send, proposed: ask.id };
}

/** The id of what was found again, where it still waits: it may have been confirmed or declined since, or have lapsed. */
function stillProposed(
  state: TradingState,
  ask: TradeToSubmit,
  again: SubmissionResult,
  now: Instants,
): string | undefined {
  if (!('tradeId' in again)) return undefined;
  const known = [state.proposals.get(ask.id), state.proposedReferences.get(referenceKey(ask))];
  const found = known.find((one) => one?.id === again.tradeId);
  return found && lapsedAt(found, marketNow(now)).state === 'proposed' ? found.id : undefined;
}

type Submitted = TradeTerms & Pick<Trade, 'id' | 'caller'>;

/** The caller's proposal under the same external id. */
function proposedAs(state: TradingState, { caller, externalId }: TradeToSubmit): Submitted | undefined {
  const proposal = state.proposedReferences.get(referenceKey({ caller, externalId }));
  return proposal && { ...proposal, caller: proposal.proposedBy };
}

/**
 * What stands under the trade's id, or else under its external id, as the answer to this ask; undefined where nothing
 * does.
 */
function sameAgain(
  state: TradingState,
  ask: TradeToSubmit,
  byReference: Submitted | undefined,
): SubmissionResult | undefined {
  const proposal = state.proposals.get(ask.id);
  const byId = state.sagas.get(ask.id)?.subject ?? (proposal && { ...proposal, caller: proposal.proposedBy });
  // An id that somebody else has used says nothing of what it stands for.
  if (byId && byId.caller !== ask.caller)
    return { because: { reason: 'same trade id, different caller', at: '/tradeId', tradeId: ask.id } };
  const known = byId ?? (ask.externalId === null ? undefined : byReference);
  if (!known) return undefined;
  if (sameTerms(known, ask)) return { tradeId: known.id };
  const [reason, at] = byId
    ? ['same trade id, different terms', '/tradeId']
    : ['same external id, different terms', '/externalId'];
  return { because: { reason, at, tradeId: known.id } };
}

const knownTo = (state: TradingState, { area, seller, buyer }: TradeTerms): KnownToTrading => ({
  area: state.areas.get(area),
  seller: state.parties.get(seller),
  buyer: state.parties.get(buyer),
});
