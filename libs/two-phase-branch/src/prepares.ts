import { backOffMs, crashPoint, isRetriable, OpenTransaction, sleep } from '#libs/messaging';
import { branchMoves, type PrepareMessage, type RefusedLeg, type Vote } from '#libs/two-phase';
import type { BranchParts } from './branch-parts.js';
import { MetAnother, refusalOfWork, workBranch } from './branch-work.js';
import { deleteBranches, openBranch } from './branch.statements.js';
import { type LegTrouble, type ReadLegs, readLegs } from './decide-legs.js';
import { voteOf } from './participant-message.js';
import {
  codeOf,
  deadlockDetected,
  isPrepared,
  lockNotAvailable,
  outOfMemory,
  preparedName,
  uniqueViolation,
} from './prepared-transaction.js';
import { saidInTransaction } from './said-in-transaction.js';
import { settleBranches } from './settle-branches.js';
import { unwritableLegs } from './unwritable-legs.js';
import { VoteGroup } from './vote-group.js';

/** The coordinator gives up a prepare that is not answered in this time, and repeats it until then. */
const tryForMs = 20_000;
/** After so many tries a unique violation is no race any more, nor what no single leg is at fault for. */
const mostTries = 5;
/** For so long legs that cannot be written are looked for; the coordinator does not wait for ever. */
const lookForMs = 5_000;

/** What a run came to: a vote; or somebody else holds, or has written, the marker of this gid. */
type Ran = Vote | { readonly vote: 'met another' };

/** Prepares branches and votes. */
export class Prepares<Table extends string, State> {
  readonly #votes: VoteGroup;

  constructor(private readonly parts: BranchParts<Table, State>) {
    this.#votes = new VoteGroup(parts);
  }

  /**
   * Brings a prepare to its vote, however often it comes; returns when the vote is committed, or when this is no longer
   * the place to do it.
   *
   * @param abandoned asked before each new try
   */
  async prepare(message: PrepareMessage, abandoned: () => boolean = () => false): Promise<void> {
    const { gid } = message;
    const read = readLegs(this.parts.legs, message.legs, this.#onLeg(gid));
    const giveUpAt = performance.now() + tryForMs;
    for (let attempt = 1; !abandoned() && performance.now() < giveUpAt; attempt += 1) {
      try {
        if (await this.#attempt(message, read)) return;
      } catch (error) {
        const hopeless = codeOf(error) === uniqueViolation ? attempt >= mostTries : !isRetriable(error);
        if (hopeless && (await this.#voteAgainst(message, read, error, attempt >= mostTries))) return;
        if (!hopeless) this.parts.onTrouble(error, 'a prepare is tried again', { gid });
      }
      await sleep(backOffMs(attempt));
    }
  }

  /** True when it has voted. */
  async #attempt({ gid, legs }: PrepareMessage, read: ReadLegs<Table, State>): Promise<boolean> {
    const { pool, participant } = this.parts;
    const ids = legs.map(({ id }) => id);
    const known = await openBranch(pool, { gid, keys: read.keys, legs: ids });
    if (known.outcome !== null) {
      await this.#told(gid, ids, known.outcome);
      return true;
    }
    if (known.there && (await isPrepared(pool, gid, participant))) {
      await this.#vote(gid, ids, { vote: 'yes' });
      return true;
    }
    // It voted against, and holds nothing; a second look might see other rows, and the coordinator may have heard.
    const again = known.vote !== null && known.vote.vote !== 'yes' ? known.vote : undefined;
    const ran = again ?? (await this.#run(gid, ids, read));
    if (ran.vote === 'met another') return false;
    await this.#vote(gid, ids, ran);
    return true;
  }

  /** A prepare that comes after the end. */
  async #told(gid: string, legs: readonly string[], outcome: 'committed' | 'aborted'): Promise<void> {
    const move = branchMoves.prepare[outcome === 'committed' ? 'committed' : 'tombstone'];
    if (move !== 'vote busy') await settleBranches(this.parts, [{ gid, legs, move, unknown: false }]);
    else
      await saidInTransaction(this.parts, async (tx) => {
        // The row was made when the tombstone was on its way.
        await deleteBranches(tx, [gid]);
        return [voteOf(this.parts, gid, legs, { vote: 'busy', because: { reason: 'aborted' } })];
      });
  }

  /**
   * The branch itself, on a connection of its own. A wait that ends at the marker says that somebody else prepares the
   * same gid, and one that ends at a row says busy.
   */
  async #run(gid: string, ids: readonly string[], read: ReadLegs<Table, State>): Promise<Ran> {
    const { pool, participant } = this.parts;
    const kinds = (): string[] => [participant];
    // Were BEGIN to fail alone, the marker would be committed without what it marks.
    const tx = await OpenTransaction.begun(pool);
    try {
      const refused = await workBranch(this.parts, tx, { gid, ids, read, onLeg: this.#onLeg(gid), rehearsal: false });
      if (refused.length > 0) {
        await tx.rollback();
        return { vote: 'refused', legs: refused };
      }
      crashPoint('before-prepare', kinds);
    } catch (error) {
      await tx.rollback();
      return error instanceof MetAnother ? { vote: 'met another' } : busyWith(error);
    }
    try {
      await tx.prepare(preparedName(gid, participant));
    } catch (error) {
      return busyWith(error);
    }
    crashPoint('after-prepare', kinds);
    return { vote: 'yes' };
  }

  async #vote(gid: string, legs: readonly string[], vote: Vote): Promise<void> {
    await this.#votes.cast({ gid, legs, vote });
    this.parts.metrics?.voted(vote.vote);
    crashPoint('after-vote', () => [this.parts.participant]);
  }

  /**
   * What the database refuses for good it refuses in every round: the legs at fault are over, and the others go on
   * without them. Where none is at fault alone, all are over.
   *
   * @returns false where this is not the moment to find out
   */
  async #voteAgainst(
    { gid, legs }: PrepareMessage,
    { legs: readable }: ReadLegs<Table, State>,
    error: unknown,
    last: boolean,
  ): Promise<boolean> {
    try {
      const until = performance.now() + lookForMs;
      const refusalOf = (some: typeof readable) => refusalOfWork(this.parts, gid, some);
      const found = await unwritableLegs(readable, refusalOf, () => performance.now() >= until);
      // What could be written now was refused for rows that have changed since, or at the very end.
      if (found?.length === 0 && !last) {
        this.parts.onTrouble(error, 'a prepare is tried again', { gid });
        return false;
      }
      const onLeg = this.#onLeg(gid);
      for (const { leg, error: why } of found ?? []) onLeg(why, 'a leg could not be written', leg.id);
      if (!found?.length) this.parts.onTrouble(error, 'legs could not be written', { gid });
      const over = found?.length ? found.map(({ leg }) => leg) : legs;
      const refused = over.map(({ id }): RefusedLeg => ({ id, because: { reason: 'could not be written' } }));
      const ids = legs.map(({ id }) => id);
      await this.#vote(gid, ids, { vote: 'refused', legs: refused });
      return true;
    } catch (failure) {
      this.parts.onTrouble(failure, 'what could not be written is looked for again', { gid });
      return false;
    }
  }

  #onLeg(gid: string): LegTrouble {
    return (error, what, leg) => this.parts.onTrouble(error, what, { gid, leg });
  }
}

const busyReasons: Readonly<Record<string, string>> = {
  [lockNotAvailable]: 'rows are locked',
  [deadlockDetected]: 'rows are locked in turns',
  [outOfMemory]: 'too many prepared transactions',
};

/** @throws the error where it does not say that this is only not the moment */
function busyWith(error: unknown): Vote {
  const reason = busyReasons[codeOf(error) ?? ''];
  if (reason === undefined) throw error;
  return { vote: 'busy', because: { reason } };
}
