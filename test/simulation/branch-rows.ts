import type { Vote } from '#libs/two-phase';
import type { WaitingCommand } from '#libs/two-phase-branch';

export interface BranchRow {
  readonly gid: string;
  readonly keys: readonly string[];
  readonly legs: readonly string[];
  readonly since: number;
  readonly vote?: Vote;
  readonly votedAt?: number;
}

export interface OutcomeRow {
  readonly outcome: 'committed' | 'aborted';
  readonly legs: readonly string[];
  /** The coordinator has said that it knows the gid no more. */
  readonly isUnknown?: true;
}

/** What a participant's database keeps of global transactions (branch-tables.ts). */
export class BranchRows {
  readonly branch = new Map<string, BranchRow>();
  readonly outcome = new Map<string, OutcomeRow>();
  readonly waiting = new Map<string, WaitingCommand>();

  /** `vote IS NULL OR vote->>'vote' = 'yes'`: it may hold rows. */
  isInDoubt({ vote }: BranchRow): boolean {
    return vote === undefined || vote.vote === 'yes';
  }

  /** Which of the keys are in doubt, and by whom: what `lockedOutsideDoubt` asks of `branch`. */
  doubtsOf(keys: ReadonlySet<string>): Map<string, string> {
    const doubts = new Map<string, string>();
    for (const branch of this.branch.values())
      if (this.isInDoubt(branch)) for (const key of branch.keys) if (keys.has(key)) doubts.set(key, branch.gid);
    return doubts;
  }

  /** `NOT EXISTS (SELECT FROM branch …)` of the query for waiting commands whose branch has ended. */
  hasEnded(gid: string): boolean {
    const branch = this.branch.get(gid);
    return branch === undefined || !this.isInDoubt(branch);
  }

  /** What `saveWaiting` does: a command that is asked again keeps the time since which it waits. */
  saveWaiting(changed: readonly WaitingCommand[]): void {
    for (const one of changed) {
      if (one.over) this.waiting.delete(one.command);
      else this.waiting.set(one.command, { ...one, since: this.waiting.get(one.command)?.since ?? one.since });
    }
  }
}

export const noDoubts: ReadonlyMap<string, string> = new Map();
