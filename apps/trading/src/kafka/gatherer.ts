import { isRetriable, type OnTrouble, RepeatedLook } from '#libs/messaging';
import type { GatherTrades, GatheringDone } from './gather-trades.work.js';

/** The net for what nobody was told of: another process's trades, or a chain that ended somewhere else. */
const lookEveryMs = 100;
/** Every so many of those looks, what waits for a chain that has ended is let go, and what waits for too long is found. */
const looksPerRelease = 10;
/** A gathering begins so many global transactions at most; the next one follows at once. */
const mostPerGathering = 16;

export interface GathererParts {
  /** Pending trades, so many at most. */
  readonly pending: (most: number) => Promise<readonly string[]>;
  /** Those that have waited for too long, so many at most; asked for now and then. */
  readonly overdue: (most: number) => Promise<readonly string[]>;
  readonly release: () => Promise<void>;
  readonly gather: (asked: GatherTrades) => Promise<GatheringDone>;
  readonly newGid: () => string;
  readonly mostTrades: number;
  readonly gatherMs: number;
  /** How many trades went into a global transaction. */
  readonly begun: (trades: number) => void;
  readonly onTrouble: OnTrouble;
}

/**
 * Waits some milliseconds for two-phase trades to come together, or until there are enough, and has them gathered. What
 * comes while it gathers is gathered next.
 */
export class Gatherer {
  readonly name = 'the gatherer';
  readonly #polls = new RepeatedLook(lookEveryMs, () => this.#poll());
  #looks = 0;
  #overdue: readonly string[] = [];
  #came = 0;
  #timer: NodeJS.Timeout | undefined;
  #gathering: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(private readonly parts: GathererParts) {}

  start(): void {
    this.#polls.start();
  }

  /** Waits for the gathering under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#polls.stop();
    await this.#gathering;
  }

  /** So many trades are pending that were not, or a chain has ended (none). */
  came(trades: number): void {
    this.#came += trades;
    if (this.#came >= this.parts.mostTrades) this.#now();
    else this.#timer ??= setTimeout(() => this.#now(), this.parts.gatherMs);
  }

  #now(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#came = 0;
    if (this.#stopped) return;
    if (this.#gathering) {
      this.#again = true;
      return;
    }
    this.#gathering = this.#gather().finally(() => {
      this.#gathering = undefined;
      if (!this.#again) return;
      this.#again = false;
      this.#now();
    });
  }

  async #poll(): Promise<void> {
    this.#looks += 1;
    try {
      if (this.#looks % looksPerRelease === 1) {
        await this.parts.release();
        this.#overdue = await this.parts.overdue(this.parts.mostTrades * mostPerGathering);
      }
    } catch (error) {
      this.#report(error);
    }
    this.#now();
  }

  async #gather(): Promise<void> {
    const { pending, gather, newGid, mostTrades, begun } = this.parts;
    try {
      for (let more = true; more && !this.#stopped; ) {
        const found = await pending(mostTrades * mostPerGathering);
        const trades = [...new Set([...found, ...this.#overdue])];
        this.#overdue = [];
        if (trades.length === 0) return;
        const gids = Array.from({ length: mostPerGathering }, newGid);
        const done = await gather({ trades, gids });
        for (const count of done.begun) begun(count);
        more = done.left > 0 && done.begun.length > 0;
      }
    } catch (error) {
      this.#report(error);
    }
  }

  /** What may succeed later is found again by the next look. */
  #report(error: unknown): void {
    if (!isRetriable(error)) this.parts.onTrouble(error, 'two-phase trades could not be gathered');
  }
}
