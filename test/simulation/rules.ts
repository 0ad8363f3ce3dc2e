import type { Command } from '#libs/messaging';
import type { SagaRunner } from '#libs/saga-runner';
import type { DecisionMessage, ParticipantMessage } from '#libs/two-phase';
import type { Booking } from '../../apps/metering/src/booking/booking.js';
import type { Hold } from '../../apps/settlement/src/hold/hold.js';
import type { Trade } from '../../apps/trading/src/trade/trade.js';

type RunnerOptions = ConstructorParameters<typeof SagaRunner<Trade>>[0];

/**
 * Rules that a mistake would break; the simulation has to find each. What is absent is as it should be. `known` is what a
 * participant's rule is told of its row, `keeps` whether a row is kept at all.
 */
export interface Rules {
  readonly runner?: (options: RunnerOptions) => SagaRunner<Trade>;
  readonly known?: <Row extends Hold | Booking>(known: Row | undefined, command: Command) => Row | undefined;
  readonly keeps?: (row: Hold | Booking) => boolean;
  /** What the coordinator takes a participant's message for. */
  readonly heard?: (message: ParticipantMessage) => readonly ParticipantMessage[];
  /** What the coordinator says instead of a decision. */
  readonly said?: (decision: DecisionMessage) => DecisionMessage;
  readonly broken?: ReadonlySet<BrokenRule>;
}

/** Mistakes in what moves messages and keeps rows. */
export type BrokenRule =
  | 'no inbox'
  | 'offset before commit'
  | 'sent before commit'
  | 'outbox by high-water mark'
  | 'relays share a lane'
  | 'decision told before its commit'
  | 'stale revision accepted'
  | 'no tombstone of a branch'
  | 'vote before prepare';
