import { topics } from '#libs/contracts';
import { type Instants, type Outgoing, toParticipant } from '#libs/messaging';
import type { Progress } from '#libs/saga';
import type { SagaRecord } from '#libs/saga-runner';
import {
  type Coordinated,
  type CoordinatorSignal,
  coordinate,
  type DecisionMessage,
  type GlobalTransaction,
  isOpen,
  type Leg,
  type PrepareMessage,
  type Telling,
} from '#libs/two-phase';
import { decideGate } from '../gate/gate-closure.js';
import { marketNow } from '../gate/market-now.js';
import type { TradingState } from '../store/trading.state.js';
import type { Trade } from '../trade/trade.js';
import { bodiesFor, type Participant, participants } from '../two-phase/legs-of-trades.js';
import type { LatelyRefused } from '../two-phase/lately-refused.js';
import { committedProgress, committingProgress, rejectedProgress } from '../two-phase/two-phase-progress.js';
import { tradeEnded } from './trade-ended.js';

/** Where each participant hears of prepares and, apart from them, of decisions. */
export const topicsOf: Readonly<Record<Participant, { readonly prepare: string; readonly decide: string }>> = {
  settlement: { prepare: topics.settlementPrepare.name, decide: topics.settlementDecide.name },
  metering: { prepare: topics.meteringPrepare.name, decide: topics.meteringDecide.name },
};

/** What is not to be had by thinking. */
export interface Chances {
  /** In [0, 1). */
  readonly chance: () => number;
  readonly newGid: () => string;
}

/** Goes on with global transactions inside a batch: feeds signals to them, and writes what comes of it for their trades. */
export class Coordination {
  constructor(
    private readonly chances: Chances,
    private readonly lately: Pick<LatelyRefused, 'refused' | 'accepted'>,
  ) {}

  /** Feeds one signal to one global transaction; the sagas of its trades are among the batch's rows. */
  hear(state: TradingState, transaction: GlobalTransaction, signal: CoordinatorSignal, now: Instants): Outgoing[] {
    const done = coordinate(transaction, signal, {
      participants,
      now: now.wall,
      chance: this.chances.chance(),
      nextGid: this.chances.newGid(),
      refusalOf: (leg) => refusalOf(tradeOf(state, leg).subject, now),
    });
    const send = this.take(state, done);
    if (done.transaction === transaction) return send;
    send.push(...writeProgress(state, done, now));
    this.#remember(done, now);
    if (isOpen(transaction.state) && !isOpen(done.transaction.state)) {
      if (done.outcome?.outcome === 'mixed') send.push(freezing(done.transaction));
      const next = state.transactions.get(state.successors.get(transaction.gid)?.gid ?? '');
      if (next) send.push(...this.hear(state, next, { signal: 'predecessor ended' }, now));
    }
    return send;
  }

  #remember({ transaction: { legs }, outcome }: Coordinated, { wall }: Instants): void {
    if (outcome?.outcome === 'decided to commit') for (const { keys } of legs) this.lately.accepted(keys);
    if (outcome?.outcome !== 'decided to abort' || outcome.rejected.length === 0) return;
    const keysOf = new Map(legs.map(({ id, keys }) => [id, keys]));
    for (const { id, because } of outcome.rejected) this.lately.refused(keysOf.get(id) ?? [], because, wall);
  }

  /** Puts what came of a signal, or of a beginning, and answers what is to be said. */
  take(state: TradingState, { transaction, next, tell }: Coordinated): Outgoing[] {
    if (state.transactions.get(transaction.gid) !== transaction) state.transactions.put(transaction);
    if (next) {
      state.transactions.put(next);
      state.successors.put(next);
    }
    return tell.map((one) => saying(state, transaction, one));
  }
}

/** Why trading itself cannot go along with a trade at this moment: its gate. */
export function refusalOf(trade: Trade, now: Instants) {
  const gate = decideGate(trade, marketNow(now));
  return gate.answer === 'refused' ? gate.because : undefined;
}

/** @throws when a leg's trade was not loaded: whoever spoke named other legs than the transaction has */
function tradeOf({ sagas }: TradingState, { id }: Pick<Leg, 'id'>): SagaRecord<Trade> {
  const record = sagas.get(id);
  if (!record) throw new Error(`trade ${id} of a global transaction is not among those that were named`);
  return record;
}

function saying(state: TradingState, { gid, legs }: GlobalTransaction, { participant, tell }: Telling) {
  const to = participant as Participant;
  if (tell !== 'prepare')
    return toParticipant(
      topicsOf[to].decide,
      decisionMessage(
        gid,
        tell,
        legs.map(({ id }) => id),
      ),
    );
  const message: PrepareMessage = {
    ...{ type: 'two-phase.prepare.v1', key: gid, gid },
    legs: legs.map((leg) => ({ id: leg.id, body: bodiesFor[to](tradeOf(state, leg).subject) })),
  };
  return toParticipant(topicsOf[to].prepare, message);
}

export const decisionMessage = (
  gid: string,
  told: 'commit' | 'abort' | 'unknown',
  legs: readonly string[],
): DecisionMessage => ({ ...{ type: `two-phase.${told}.v1`, key: gid, gid, legs } });

/** Branches ended differently: what moved is not all that was to move, and the accounts stand still until a person looks. */
function freezing({ gid, legs }: GlobalTransaction): Outgoing {
  const keys = [...new Set(legs.flatMap((leg) => leg.keys))];
  return toParticipant(topicsOf.settlement.decide, { ...{ type: 'two-phase.mixed.v1', key: gid }, ...{ gid, keys } });
}

/** Writes how far the trades are after a signal that has changed their global transaction; answers their events. */
function writeProgress(state: TradingState, { transaction, outcome }: Coordinated, now: Instants): Outgoing[] {
  const { legs, gid } = transaction;
  const write = (leg: Pick<Leg, 'id'>, progressed: (progress: Progress) => Progress): Outgoing[] => {
    const record = tradeOf(state, leg);
    // What has ended stays as it was told.
    if (record.progress.ended) return [];
    const after = { ...record, progress: progressed(record.progress), revision: record.revision + 1 };
    state.sagas.put(after);
    return after.progress.ended ? tradeEnded(after) : [];
  };
  if (outcome?.outcome === 'decided to commit')
    return legs.flatMap((leg) => write(leg, (progress) => committingProgress(progress, transaction, now.wall)));
  if (outcome?.outcome === 'decided to abort')
    return outcome.rejected.flatMap((refused) =>
      write(refused, (progress) => rejectedProgress(progress, transaction, refused, now.wall)),
    );
  // Of an abort that became mixed, what was not rejected goes on in the successor.
  const isMixedCommit = transaction.state === 'mixed' && state.successors.get(gid) === undefined;
  if (outcome?.outcome !== 'committed' && !isMixedCommit) return [];
  return legs.flatMap((leg) => write(leg, (progress) => committedProgress(progress, transaction, now.wall)));
}
