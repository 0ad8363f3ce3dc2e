import { isRetriable } from '#libs/messaging';
import type { Vote } from '#libs/two-phase';
import { keepVotes } from './branch.statements.js';
import { type Speaking, voteOf } from './participant-message.js';
import { saidInTransaction, type SayingParts } from './said-in-transaction.js';

/** Votes are gathered so long before they share a transaction: far less than the hop to the coordinator takes. */
const gatherMs = 1;

/** What a branch votes. */
export interface BranchVote {
  readonly gid: string;
  readonly legs: readonly string[];
  readonly vote: Vote;
}

interface Waiting extends BranchVote {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets votes that come at about the same time share one transaction: one statement that keeps them, one parcel per
 * partition, one commit. The commit is what a vote costs, and it costs the same for eight.
 */
export class VoteGroup {
  #gathering: Waiting[] | undefined;

  constructor(private readonly parts: SayingParts & Speaking) {}

  /**
   * Returns when the vote is kept and on its way.
   *
   * @throws the error of the transaction it shared; whether it was committed is not known then
   */
  cast(vote: BranchVote): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = { ...vote, resolve, reject };
      if (this.#gathering) {
        this.#gathering.push(waiting);
        return;
      }
      const group = [waiting];
      this.#gathering = group;
      setTimeout(() => {
        this.#gathering = undefined;
        void this.#commit(group);
      }, gatherMs);
    });
  }

  /** Never throws: whoever has voted is told. */
  async #commit(group: readonly Waiting[]): Promise<void> {
    try {
      await saidInTransaction(this.parts, async (tx) => {
        await keepVotes(tx, new Map(group.map(({ gid, vote }) => [gid, vote])));
        return group.map(({ gid, legs, vote }) => voteOf(this.parts, gid, legs, vote));
      });
    } catch (error) {
      // A vote that can never be written is not to be taken for the fault of those beside it, which hold a yes.
      if (group.length > 1 && !isRetriable(error)) await Promise.all(group.map((one) => this.#commit([one])));
      else for (const { reject } of group) reject(error);
      return;
    }
    for (const { resolve } of group) resolve();
  }
}
