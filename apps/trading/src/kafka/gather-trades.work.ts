import type { Because } from '#libs/decision';
import type { Instants, Outgoing, Work } from '#libs/messaging';
import { beginTransaction } from '#libs/two-phase';
import type { TradingState } from '../store/trading.state.js';
import { type GatheringBounds, gatherTrades } from '../two-phase/gather-trades.js';
import { legOf, participants } from '../two-phase/legs-of-trades.js';
import type { LatelyRefused } from '../two-phase/lately-refused.js';
import type { PendingTrade } from '../two-phase/pending-trade.js';
import { neverPrepared } from '../two-phase/two-phase-progress.js';
import { type Coordination, refusalOf } from './coordination.js';
import { tradeEnded } from './trade-ended.js';

/** Pending trades that somebody has seen, and a gid for each global transaction that may begin. */
export interface GatherTrades {
  readonly trades: readonly string[];
  readonly gids: readonly string[];
}

export interface GatherBounds extends Omit<GatheringBounds, 'mostTransactions'> {
  /** Global transactions that may be open at once, successors not counted: each keeps a transaction prepared. */
  readonly mostOpen: number;
  /** How long a trade may wait for its turn. */
  readonly mostWaitMs: number;
}

/** What a gathering has done. */
export interface GatheringDone {
  /** How many trades went into each global transaction. */
  readonly begun: readonly number[];
  /** How many would have gone, were there room. */
  readonly left: number;
}

/** Gathers pending trades into global transactions, and ends those whose gate is closed or whose turn never came. */
export function gatherTradesWork(
  coordination: Coordination,
  lately: Pick<LatelyRefused, 'isSuspect' | 'mayGather'>,
  bounds: GatherBounds,
): Work<'two-phase pending' | 'saga', TradingState, GatherTrades, GatheringDone> {
  return {
    name: 'gathering',
    touches: ({ trades }) => ({ 'two-phase pending': trades, saga: trades }),
    decide(state, { trades, gids }, now) {
      const send: Outgoing[] = [];
      const candidates = candidatesOf(state, trades, (one) => {
        const closed = refusalOf(subjectOf(state, one.trade), now);
        if (closed) send.push(...end(state, one, closed, now));
        return closed === undefined;
      });
      const mostTransactions = Math.max(0, Math.min(gids.length, bounds.mostOpen - state.taken.openChains));
      const judged = candidates.map((one) => ({ ...one, suspect: mayBeRefused(one, lately, now.wall) }));
      const good = judged.filter(({ suspect }) => !suspect);
      const areSuspectsToGo = lately.mayGather(judged.length - good.length, bounds.mostTrades, now.wall);
      const { together, waiting, left } = gatherTrades(areSuspectsToGo ? judged : good, state.taken.keys, {
        ...bounds,
        mostTransactions,
      });
      for (const { pending, chain } of waiting)
        if (pending.waitsFor !== chain) state.pending.put({ ...pendingOf(pending), waitsFor: chain });
      for (const [index, group] of together.entries()) {
        const gid = gids[index];
        if (gid === undefined) throw new Error('more global transactions than gids');
        const legs = group.map(({ trade }) => legOf(subjectOf(state, trade)));
        send.push(...coordination.take(state, beginTransaction(gid, legs, { participants, now: now.wall })));
        for (const one of group) state.pending.put({ ...pendingOf(one), over: true });
      }
      // Who has waited for so long and is not gathered now either waits no longer.
      for (const one of candidates) {
        const waits = state.pending.get(one.trade);
        const because = waits && !waits.over && waitedInVain(state, waits, bounds, now);
        if (because) send.push(...end(state, waits, because, now));
      }
      return { answer: { begun: together.map((group) => group.length), left: left.length }, send };
    },
  };
}

type Candidate = PendingTrade & { readonly periods: number };

const pendingOf = ({ trade, keys, since, waitsFor }: PendingTrade): PendingTrade => ({ trade, keys, since, waitsFor });

function subjectOf({ sagas }: TradingState, trade: string) {
  const record = sagas.get(trade);
  if (!record) throw new Error(`trade ${trade} is pending and not there`);
  return record.subject;
}

/** Those that still wait and may go on, the oldest first. */
function candidatesOf(
  state: TradingState,
  trades: readonly string[],
  mayGoOn: (one: PendingTrade) => boolean,
): Candidate[] {
  return trades
    .flatMap((trade) => state.pending.get(trade) ?? [])
    .filter((one) => !one.over && mayGoOn(one))
    .map((one) => ({ ...one, periods: subjectOf(state, one.trade).legs.length }))
    .sort((one, other) => one.since - other.since || (one.trade < other.trade ? -1 : 1));
}

/** Why a trade is not prepared any more, by the time that it has waited. */
function waitedInVain(
  state: TradingState,
  { since, waitsFor }: PendingTrade,
  { mostWaitMs, mostOpen }: GatherBounds,
  now: Instants,
): Because | undefined {
  const waitedMs = Math.round(now.wall - since);
  if (waitedMs < mostWaitMs) return undefined;
  const { openChains } = state.taken;
  return { reason: 'busy', waitedMs, ...(waitsFor === null ? { openChains, mostOpen } : { waitsFor }) };
}

/** A suspect is put off, and no longer than this: the guess is not to decide what becomes of it. */
const suspectForMs = 5_000;

const mayBeRefused = ({ keys, since }: PendingTrade, lately: Pick<LatelyRefused, 'isSuspect'>, wall: number): boolean =>
  wall - since < suspectForMs && lately.isSuspect(keys, wall);

function end(state: TradingState, pending: PendingTrade, because: Because, now: Instants): Outgoing[] {
  state.pending.put({ ...pending, over: true });
  const record = state.sagas.get(pending.trade);
  if (!record || record.progress.ended) return [];
  const progress = neverPrepared(record.progress, because, now.wall);
  const after = { ...record, progress, revision: record.revision + 1 };
  state.sagas.put(after);
  return tradeEnded(after);
}
