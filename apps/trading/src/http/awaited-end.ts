import { setTimeout as wait } from 'node:timers/promises';
import type { TradeReader } from '../store/trade.reader.js';

/** Looked at so often while a caller waits for the end. */
const lookEveryMs = 20;
const longestWaitS = 60;
/** Each looks fifty times a second; whoever comes beyond them is answered at once, as without the header. */
const mostWaiters = 200;

/** Lets callers wait until their trades have ended. */
export class AwaitedEnds {
  #waiters = 0;

  constructor(private readonly reader: Pick<TradeReader, 'ended'>) {}

  /**
   * Whether all of these trades ended within the time that the caller's `Prefer: wait=5` gives them; false without one,
   * and when too many wait already.
   *
   * @param reply stops the wait once its connection is gone
   */
  async within(prefer: string | undefined, ids: readonly string[], reply: RawReply): Promise<boolean> {
    const seconds = Number(/(?:^|[,;\s])wait=(\d{1,4})(?:$|[,;\s])/.exec(prefer ?? '')?.[1] ?? 0);
    if (seconds === 0 || ids.length === 0 || this.#waiters >= mostWaiters) return false;
    this.#waiters += 1;
    try {
      return await this.#ended(ids, performance.now() + Math.min(seconds, longestWaitS) * 1000, reply);
    } finally {
      this.#waiters -= 1;
    }
  }

  async #ended(ids: readonly string[], until: number, { raw }: RawReply): Promise<boolean> {
    while (!raw.destroyed) {
      if (await this.reader.ended(ids)) return true;
      if (performance.now() > until) return false;
      await wait(lookEveryMs);
    }
    return false;
  }
}

/** What a reply says of its connection. */
export interface RawReply {
  readonly raw: { readonly destroyed: boolean };
}
