import { setTimeout as wait } from 'node:timers/promises';
import type { OnTrouble } from '#libs/messaging';
import { idOf, type ReadTrade, type TradeReader } from '../store/trade.reader.js';

/** Any instance may move a saga, so the rows are what is looked at: one statement for all that somebody waits for. */
const lookEveryMs = 100;
const afterTroubleMs = 1_000;

interface Waiter {
  readonly seen: ReadTrade;
  readonly tell: (moved: ReadTrade) => void;
}

/** Waits for trades to move on, for any number of readers, and looks at the rows only while somebody waits. */
export class TradeWatch {
  readonly #waiters = new Set<Waiter>();
  #looking = false;

  constructor(
    private readonly reader: Pick<TradeReader, 'movedOn'>,
    private readonly onTrouble: OnTrouble,
  ) {}

  /** The trade once it has moved on from what was seen; undefined when the signal came first. */
  next(seen: ReadTrade, until: AbortSignal): Promise<ReadTrade | undefined> {
    return new Promise((resolve) => {
      const end = (moved: ReadTrade | undefined): void => {
        this.#waiters.delete(waiter);
        until.removeEventListener('abort', leave);
        resolve(moved);
      };
      const leave = (): void => end(undefined);
      const waiter: Waiter = { seen, tell: end };
      this.#waiters.add(waiter);
      until.addEventListener('abort', leave);
      if (until.aborted) return leave();
      if (!this.#looking) void this.#look();
    });
  }

  async #look(): Promise<void> {
    this.#looking = true;
    while (this.#waiters.size > 0)
      try {
        await wait(lookEveryMs);
        const asked = [...this.#waiters];
        const moved = new Map((await this.reader.movedOn(furthestBehind(asked))).map((one) => [idOf(one), one]));
        for (const waiter of asked) {
          const now = moved.get(idOf(waiter.seen));
          if (now && stepOf(now) > stepOf(waiter.seen)) waiter.tell(now);
        }
      } catch (error) {
        this.onTrouble(error, 'trades could not be looked at for their streams');
        await wait(afterTroubleMs);
      }
    this.#looking = false;
  }
}

/** A trade stands behind every version of the proposal that it was. */
const stepOf = (read: ReadTrade): number => ('trade' in read ? 1_000_000 + read.saga.revision : read.proposal.version);

/** Each trade once, as the one who is furthest behind has seen it. */
function furthestBehind(asked: readonly Waiter[]): ReadTrade[] {
  const behind = new Map<string, ReadTrade>();
  for (const { seen } of asked) {
    const other = behind.get(idOf(seen));
    if (!other || stepOf(seen) < stepOf(other)) behind.set(idOf(seen), seen);
  }
  return [...behind.values()];
}
