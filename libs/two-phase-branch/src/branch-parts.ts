import type { OnTrouble, Outbox, Store } from '#libs/messaging';
import type { Vote } from '#libs/two-phase';
import type { Pool } from 'pg';
import type { LegRule } from './leg-rule.js';

/** What a participant is put together from. */
export interface BranchParts<Table extends string, State> {
  /** Its name to the coordinator; the names of its prepared transactions end in it. */
  readonly participant: string;
  readonly pool: Pick<Pool, 'connect' | 'query'>;
  /** How many connections the pool has: its decisions take a share of them. */
  readonly poolSize: number;
  /** In lock order. */
  readonly tables: readonly Table[];
  /** Locks whatever stands in `branch`: a branch does not step aside for itself. */
  readonly store: Store<Table, State>;
  readonly legs: LegRule<Table, State>;
  readonly outbox: Outbox;
  /** A statement that answers one row `{ wall, market }` in milliseconds. */
  readonly clock: { readonly name: string; readonly text: string };
  /** The coordinator's topic. */
  readonly votesTopic: string;
  /** Called after every commit that the relay, or a waiting command, has waited for. */
  readonly committed: () => void;
  /** The coordinator found that branches ended differently; the rows by these keys are not to be trusted. */
  readonly onMixed?: (gid: string, keys: readonly string[]) => Promise<void>;
  readonly metrics?: BranchMetrics;
  readonly onTrouble: OnTrouble;
  /** How long a prepare waits for a row before it votes busy; 500 ms unless given. */
  readonly lockWaitMs?: number;
}

export interface BranchMetrics {
  voted(vote: Vote['vote']): void;
  ended(as: 'committed' | 'aborted' | 'mixed'): void;
}
