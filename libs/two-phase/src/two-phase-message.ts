import type { RefusedLeg } from './vote.js';

/** Told to a participant on its topic of prepares. The same gid has the same legs for ever. */
export interface PrepareMessage<Body = unknown> {
  readonly type: 'two-phase.prepare.v1';
  /** The gid: chooses the partition. */
  readonly key: string;
  readonly gid: string;
  readonly legs: readonly { readonly id: string; readonly body: Body }[];
}

/** Told to a participant on its topic of decisions. */
export type DecisionMessage = {
  readonly key: string;
  readonly gid: string;
} & (
  | {
      /** `unknown`: the coordinator has no such gid. */
      readonly type: 'two-phase.commit.v1' | 'two-phase.abort.v1' | 'two-phase.unknown.v1';
      /** The legs' ids: a decision that overtook its prepare is acknowledged with them too. */
      readonly legs: readonly string[];
    }
  | {
      /** Branches ended differently: the rows by these keys are to be frozen. */
      readonly type: 'two-phase.mixed.v1';
      readonly keys: readonly string[];
    }
);

/**
 * What a participant says, on the coordinator's topic of votes. It names the legs, so that one load finds all that the
 * answer may change.
 */
export type ParticipantMessage = {
  readonly key: string;
  readonly gid: string;
  readonly participant: string;
  /** The legs' ids. */
  readonly legs: readonly string[];
} & (
  | { readonly type: 'two-phase.vote.v1'; readonly vote: 'yes' | 'busy'; readonly because?: RefusedLeg['because'] }
  | { readonly type: 'two-phase.vote.v1'; readonly vote: 'refused'; readonly refused: readonly RefusedLeg[] }
  | { readonly type: 'two-phase.acknowledged.v1'; readonly as: 'committed' | 'aborted' | 'mixed' }
  | { readonly type: 'two-phase.asked.v1' }
);
