import type { Backlog } from './decide-intake.js';

/** What a look at the database finds. */
export interface SeenBacklog {
  readonly openSagas: number;
  readonly outboxAgeMs: number;
  /** Instances of trading that are alive: whatever one of them has taken meanwhile, the others may have taken too. */
  readonly instances: number;
}

/** What had been answered and had ended when a look began. */
export interface LookBegun {
  readonly answered: number;
  readonly ended: number;
  readonly atMs: number;
}

/** The rate follows a change within about this. */
const rateOverMs = 2_000;

/**
 * The backlog between two looks at the database: what the last one saw, and every trade that this process has taken and
 * that look cannot have seen. What has ended since is still counted, so that the estimate is never too low for what one
 * instance took; it is too high by what ends between two looks.
 */
export class BacklogEstimate {
  #seen: SeenBacklog = { openSagas: 0, outboxAgeMs: 0, instances: 1 };
  #begun: LookBegun;
  #underWay = 0;
  #answered = 0;
  #ended = 0;
  #endedPerSecond = 0;

  /** @param atMs of a clock that never runs backwards, like that of every look */
  constructor(atMs: number) {
    this.#begun = { answered: 0, ended: 0, atMs };
  }

  /** Trades of a request that goes to the database now. */
  taken(trades: number): void {
    this.#underWay += trades;
  }

  /** The request's transaction is over, well or not: a look that begins from now on sees what it left. */
  answered(trades: number): void {
    this.#underWay -= trades;
    this.#answered += trades;
  }

  /** A saga has ended in this process. */
  ended(): void {
    this.#ended += 1;
  }

  /** To be called before the database is asked. */
  beginLook(atMs: number): LookBegun {
    return { answered: this.#answered, ended: this.#ended, atMs };
  }

  /** What the database answered to the look that began so. */
  endLook(begun: LookBegun, seen: SeenBacklog): void {
    const tookMs = begun.atMs - this.#begun.atMs;
    if (tookMs > 0) {
      const perSecond = ((begun.ended - this.#begun.ended) * 1000 * seen.instances) / tookMs;
      this.#endedPerSecond += (perSecond - this.#endedPerSecond) * Math.min(1, tookMs / rateOverMs);
    }
    this.#begun = begun;
    this.#seen = seen;
  }

  now(): Backlog {
    const { openSagas, outboxAgeMs, instances } = this.#seen;
    const unseen = this.#underWay + this.#answered - this.#begun.answered;
    return { openSagas: openSagas + unseen * instances, outboxAgeMs, endedPerSecond: this.#endedPerSecond };
  }
}
