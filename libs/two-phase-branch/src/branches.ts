import type { DecisionMessage, PrepareMessage } from '#libs/two-phase';
import type { BranchParts } from './branch-parts.js';
import { Decisions } from './decisions.js';
import { Prepares } from './prepares.js';

/**
 * A participant in global transactions: prepares its branches, votes, and does what was decided, on PostgreSQL's
 * prepared transactions. What it does when is the table `branchMoves`.
 */
export class Branches<Table extends string, State> {
  readonly #prepares: Prepares<Table, State>;
  readonly #decisions: Decisions<Table, State>;

  constructor(readonly parts: BranchParts<Table, State>) {
    this.#prepares = new Prepares(parts);
    this.#decisions = new Decisions(parts);
  }

  /** Returns when the vote is committed, or when it is abandoned. */
  prepare(message: PrepareMessage, abandoned?: () => boolean): Promise<void> {
    return this.#prepares.prepare(message, abandoned);
  }

  /** Returns when each is done, or stands behind to be tried again. */
  decide(messages: readonly DecisionMessage[], abandoned?: () => boolean): Promise<void> {
    return this.#decisions.decide(messages, abandoned);
  }

  /** Tries no decision again. */
  stop(): void {
    this.#decisions.stop();
  }
}
