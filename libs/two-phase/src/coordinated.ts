import type { Because } from '#libs/decision';
import type { GlobalTransaction, Leg } from './global-transaction.js';
import type { RefusedLeg, Vote } from './vote.js';

/** What the coordinator hears. */
export type CoordinatorSignal =
  | { readonly signal: 'vote'; readonly participant: string; readonly vote: Vote }
  | { readonly signal: 'acknowledged'; readonly participant: string; readonly as: 'committed' | 'aborted' | 'mixed' }
  /** A participant has a branch and has not heard of it for long. */
  | { readonly signal: 'asked'; readonly participant: string }
  /** `dueAt` has come. */
  | { readonly signal: 'silence' }
  /** The one before it in the chain is aborted everywhere. */
  | { readonly signal: 'predecessor ended' };

/** What is said to one participant about one global transaction. */
export interface Telling {
  readonly participant: string;
  readonly tell: 'prepare' | 'commit' | 'abort';
}

/** What a signal led to; all of it is written in one transaction before anything is said. */
export interface Coordinated {
  readonly transaction: GlobalTransaction;
  /** The rest of the legs, to be prepared once this one is aborted everywhere; it comes into being with the abort. */
  readonly next?: GlobalTransaction;
  readonly tell: readonly Telling[];
  /** What has become of legs by this signal. */
  readonly outcome?:
    | { readonly outcome: 'decided to commit' }
    /** Of the legs, `rejected` are over; all others are in `next`. */
    | { readonly outcome: 'decided to abort'; readonly rejected: readonly RefusedLeg[] }
    | { readonly outcome: 'committed' }
    | { readonly outcome: 'aborted' }
    | { readonly outcome: 'mixed'; readonly participant: string };
}

/** What the coordinator is told beside the signal: it has no clock, no chance and makes no ids. */
export interface CoordinatorSetting {
  readonly participants: readonly string[];
  /** Wall-clock milliseconds. */
  readonly now: number;
  /** In [0, 1): spreads what is tried again. */
  readonly chance: number;
  /** The gid that `next` gets, made by whoever asks. */
  readonly nextGid: string;
  /**
   * The coordinator's own word on a leg, asked when all others have voted: why it cannot be done, or nothing. It looks at
   * the leg alone, so what becomes of other legs never changes it.
   */
  readonly refusalOf: (leg: Leg) => Because | undefined;
}
