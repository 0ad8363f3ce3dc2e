import { awaitedSteps, phaseOf, skippedSteps, stuckSteps, timeline } from '#libs/saga';
import type { SagaRecord } from '#libs/saga-runner';
import { becauseFor, type Viewer } from '../trade/because-for.js';
import { tradeState } from '../trade/trade-state.js';
import type { Trade } from '../trade/trade.js';

const iso = (ms: number): string => new Date(ms).toISOString();

/** A saga in a list: how far it is, what it waits for and since when. */
export function sagaView(
  { id, name, version, revision, progress, subject: trade }: SagaRecord<Trade>,
  viewer: Viewer,
  wall: number,
) {
  const { startedAt, pausedAt, ended, rejected } = progress;
  return {
    ...{ sagaId: id, saga: name, version, revision },
    phase: phaseOf(progress),
    stuck: stuckSteps(progress),
    paused: pausedAt !== undefined,
    ...(pausedAt !== undefined && { pausedAt: iso(pausedAt) }),
    byHand: skippedSteps(progress),
    awaits: awaitedSteps(progress).map(({ step, direction, ask }) => ({
      ...{ step, direction, attempts: ask.asks, askedAt: iso(ask.askedAt), stuck: ask.answer === 'refused' },
      // While the saga is paused its deadlines stand still.
      ...(ask.nextAt !== undefined && pausedAt === undefined && { nextAt: iso(ask.nextAt) }),
    })),
    trade: {
      ...{ tradeId: trade.id, externalId: trade.externalId, state: tradeState(progress) },
      ...{ seller: trade.seller, buyer: trade.buyer },
    },
    startedAt: iso(startedAt),
    /** How long it has been open, or was. */
    ageMs: Math.max(0, Math.round((ended?.at ?? wall) - startedAt)),
    ...(ended && { endedAt: iso(ended.at), durationMs: Math.round(ended.at - startedAt) }),
    ...(rejected && { rejected: { step: rejected.step, because: becauseFor(viewer, trade, rejected.because) } }),
  };
}

/** One saga's story: every ask, answer and refusal with its duration, and what operators did. */
export const timelineView = (pivotStep: string, { progress, subject: trade }: SagaRecord<Trade>, viewer: Viewer) =>
  timeline(pivotStep, progress).map(({ askedAt, answeredAt, because, ...entry }) => ({
    ...entry,
    ...(because && { because: becauseFor(viewer, trade, because) }),
    askedAt: iso(askedAt),
    ...(answeredAt !== undefined && { answeredAt: iso(answeredAt), durationMs: Math.round(answeredAt - askedAt) }),
  }));
