import type { TransactionState } from './transaction-state.js';
import type { Vote } from './vote.js';

/** One of the things that are done together or not at all. */
export interface Leg {
  readonly id: string;
  /** The rows that it changes at the participants, by names that all of them agree on. Legs that share one hang together. */
  readonly keys: readonly string[];
}

/** What one participant has said; times are wall-clock milliseconds. */
export interface ParticipantProgress {
  /** What it was last told; still repeated to it when it asks after the end. */
  readonly told?: 'prepare' | 'commit' | 'abort';
  readonly vote?: Vote & { readonly at: number };
  /** What its branch came to: as it was decided, or as somebody had ended it by hand. */
  readonly acknowledged?: { readonly as: 'committed' | 'aborted' | 'mixed'; readonly at: number };
}

/** Some legs on their way to one instant, as the coordinator keeps them. */
export interface GlobalTransaction {
  /** Unique in the cluster and for ever: prepared transactions are named by it. */
  readonly gid: string;
  /** The gid of the first of those that came of one gathering. */
  readonly chain: string;
  /** The one before it in the chain: this one is prepared when that one is aborted everywhere. */
  readonly predecessor: string | null;
  readonly state: TransactionState;
  /** In the order in which they are decided. */
  readonly legs: readonly Leg[];
  /** How many before it in the chain ended busy. */
  readonly busyRounds: number;
  readonly participants: { readonly [participant: string]: ParticipantProgress };
  /** When it was gathered. */
  readonly since: number;
  /** When prepare was first asked. */
  readonly preparingSince?: number;
  readonly decidedAt?: number;
  readonly endedAt?: number;
  /** How often the present state was asked of those who have not answered. */
  readonly asks: number;
  /** When they are asked again, or when a gathering one may begin; absent when nothing is awaited. */
  readonly dueAt?: number;
}
