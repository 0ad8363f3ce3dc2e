import { accepted, type Decision, refused } from '#libs/decision';

/** What trading has taken and not ended yet. */
export interface Backlog {
  /** Sagas that wait for an answer, and trades on their way to becoming one. */
  readonly openSagas: number;
  /** Of the oldest row that waits for the relay. */
  readonly outboxAgeMs: number;
  /** At the present rate. */
  readonly endedPerSecond: number;
}

/** How much of a backlog is too much. */
export interface IntakeBounds {
  readonly mostOpenSagas: number;
  readonly mostOutboxAgeMs: number;
}

export type IntakeRefusal = 'too many open sagas' | 'outbox too old';

/**
 * Whether another request of trades is taken now. Where there is room for one trade the whole request is taken, however
 * many it has, so that many small requests do not starve a large one; the bound is passed by less than one request.
 * There is no second, lower bound from which on it is taken again: requests would come in waves, and the services
 * would stand idle between them.
 */
export function decideIntake(
  { openSagas, outboxAgeMs }: Backlog,
  { mostOpenSagas, mostOutboxAgeMs }: IntakeBounds,
): Decision<'room', IntakeRefusal> {
  if (outboxAgeMs > mostOutboxAgeMs) return refused('outbox too old', { outboxAgeMs, mostOutboxAgeMs });
  if (openSagas >= mostOpenSagas) return refused('too many open sagas', { openSagas, mostOpenSagas });
  return accepted('room');
}

const mostRetryAfterS = 30;
/** What is told lies between half and one and a half of this. */
const mostWaitS = 20;

/**
 * After how many seconds, 1 to 30, a refused caller is to come back: about as long as the backlog takes at the present
 * rate, and spread around that, so that all who are refused together do not come back together.
 *
 * @param chance in [0, 1)
 */
export function retryAfterS({ openSagas, outboxAgeMs, endedPerSecond }: Backlog, chance: number): number {
  // Nothing ends: a participant or the broker is away, and nobody knows for how long.
  const drainsInS = openSagas === 0 ? 0 : openSagas / endedPerSecond;
  const waitS = Math.min(mostWaitS, Math.max(drainsInS, outboxAgeMs / 1000));
  return Math.min(mostRetryAfterS, Math.max(1, Math.round(waitS * (0.5 + chance))));
}
