import { backOffMs, crashPoint, type Instants, isRetriable, OpenTransaction, sleep } from '#libs/messaging';
import { branchMoves, type PrepareMessage, type RefusedLeg, type Vote } from '#libs/two-phase';
import type { BranchParts } from './branch-parts.js';
import { deleteBranches, openBranch, waitForLocks, writeMarker } from './branch.statements.js';
import { decideLegs, type ReadLegs, readLegs, touchedBy } from './decide-legs.js';
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
import { whyOf } from './why-of.js';
import { VoteGroup } from './vote-group.js';

/** The coordinator gives up a prepare that is not answered in this time, and repeats it until then. */
const tryForMs = 20_000;
/** After so many tries a unique violation is no race any more. */
const mostTriesOfUniqueViolation = 5;

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
    const read = readLegs(this.parts.legs, message.legs);
    const giveUpAt = Date.now() + tryForMs;
    for (let attempt = 1; !abandoned() && Date.now() < giveUpAt; attempt += 1) {
      try {
        if (await this.#attempt(message, read)) return;
      } catch (error) {
        const hopeless =
          codeOf(error) === uniqueViolation ? attempt >= mostTriesOfUniqueViolation : !isRetriable(error);
        this.parts.onTrouble(error, hopeless ? 'legs could not be written' : 'a prepare is tried again', { gid });
        if (hopeless) return this.#voteAgainst(message, error);
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
   * The branch itself, on a connection of its own. The marker goes first, so that nobody else prepares the same gid; a
   * wait that ends there says that somebody does, and a wait that ends at a row says busy.
   */
  async #run(gid: string, ids: readonly string[], read: ReadLegs<Table, State>): Promise<Ran> {
    const { pool, tables, store, outbox, clock, participant, lockWaitMs = 500 } = this.parts;
    const kinds = (): string[] => [participant];
    // Were BEGIN to fail alone, the marker would be committed without what it marks.
    const tx = await OpenTransaction.begun(pool);
    let marked = false;
    try {
      await Promise.all([waitForLocks(tx, lockWaitMs), writeMarker(tx, gid, ids)]);
      marked = true;
      const [instants, state] = await Promise.all([
        tx.query<Instants>(clock.name, clock.text),
        store.load(tx, touchedBy(tables, read)),
      ]);
      const [now] = instants;
      if (!now) throw new Error(`the statement ${clock.name} answered no row`);
      const { refused, send } = decideLegs(read, state, now);
      if (refused.length > 0) {
        await tx.rollback();
        return { vote: 'refused', legs: refused };
      }
      await Promise.all([store.save(tx, state), outbox.append(tx, send, now.wall)]);
      crashPoint('before-prepare', kinds);
    } catch (error) {
      await tx.rollback();
      const code = codeOf(error);
      if (!marked && (code === lockNotAvailable || code === uniqueViolation)) return { vote: 'met another' };
      return busyWith(error);
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

  /** What the database refuses for good it refuses in every round: all legs of this one are over. */
  async #voteAgainst({ gid, legs }: PrepareMessage, error: unknown): Promise<void> {
    const why = whyOf(error);
    const refused = legs.map(({ id }): RefusedLeg => ({ id, because: { reason: 'could not be written', why } }));
    const ids = legs.map(({ id }) => id);
    await this.#vote(gid, ids, { vote: 'refused', legs: refused }).catch((failure: unknown) =>
      this.parts.onTrouble(failure, 'a vote is left to the next prepare', { gid }),
    );
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
