import { inboxDays, RepeatedLook } from '#libs/messaging';
import type { BranchParts } from './branch-parts.js';
import { askedAbout, voteOf } from './participant-message.js';
import {
  oldOutcomes,
  oldOutcomesPerPage,
  pruneOutcomes,
  strayTransactions,
  takeQuietBranches,
} from './recovery.statements.js';
import { saidInTransaction } from './said-in-transaction.js';

const lookMs = 2_000;
/** A vote is repeated after this, */
const quietMs = 1_000;
/** and after this the coordinator is asked what became of it: where it knows nothing, the branch is to be aborted. */
const askAfterMs = 5_000;
/** The coordinator keeps for a day what has ended. */
const oldOutcomeHours = 24;
/** Gathering begins some hundred global transactions a second at most; asking about theirs is to keep up. */
const mostPagesPerLook = 5;

/** What it does know, because it is mixed or just about to be forgotten, it is not asked again so soon. */
const askAgainMs = 3_600_000;

/** Looks at the start and every two seconds for branches that wait too long, and for what is left of old ones. */
export class BranchRecovery<Table extends string, State> {
  readonly name = 'the recovery of branches';
  readonly #look = new RepeatedLook(lookMs, () => this.recover());
  /** Those of the look before, and whether they have been told of. */
  #strays = new Map<string, boolean>();
  #asked = '';
  #askAgainAt = 0;

  constructor(private readonly parts: BranchParts<Table, State>) {}

  start(): void {
    this.#look.start();
    this.#look.now();
  }

  stop(): Promise<void> {
    return this.#look.stop();
  }

  /** One look; never throws. */
  async recover(): Promise<void> {
    for (const part of [() => this.#quiet(), () => this.#old(), () => this.#tellOfStrays()])
      try {
        await part();
      } catch (error) {
        this.parts.onTrouble(error, 'the recovery of branches looks again');
      }
  }

  async #quiet(): Promise<void> {
    await saidInTransaction(this.parts, async (tx) => {
      const quiet = await takeQuietBranches(tx, this.parts.participant, quietMs);
      return quiet.flatMap(({ gid, legs, vote, ageMs }) => {
        if (ageMs >= askAfterMs) return [askedAbout(this.parts, gid, legs)];
        return vote === null ? [] : [voteOf(this.parts, gid, legs, vote)];
      });
    });
  }

  /** What the coordinator does not know any more may be forgotten here, one retention later. */
  async #old(): Promise<void> {
    await pruneOutcomes(this.parts.pool, inboxDays);
    if (performance.now() < this.#askAgainAt) return;
    for (let page = 0; page < mostPagesPerLook; page += 1) {
      const old = await oldOutcomes(this.parts.pool, this.#asked, oldOutcomeHours);
      if (old.length > 0)
        await saidInTransaction(this.parts, async () => old.map(({ gid, legs }) => askedAbout(this.parts, gid, legs)));
      else if (this.#asked !== '') this.#askAgainAt = performance.now() + askAgainMs;
      this.#asked = old.at(-1)?.gid ?? '';
      if (old.length < oldOutcomesPerPage) return;
    }
  }

  /**
   * Whose they are is for a person to find out: nothing is done to them. One that is seen once may have been prepared
   * while this was looking.
   */
  async #tellOfStrays(): Promise<void> {
    const strays = new Map<string, boolean>();
    for (const stray of await strayTransactions(this.parts.pool, this.parts.participant)) {
      if (this.#strays.get(stray) === false)
        this.parts.onTrouble(stray, 'a prepared transaction belongs to no branch', { prepared: stray });
      strays.set(stray, this.#strays.has(stray));
    }
    this.#strays = strays;
  }
}
