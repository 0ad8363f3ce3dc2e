import type { Draw } from '../../local/sample/seeded-random.js';

/** So many of the latest trades are read now and then. */
const kept = 500;

const isEnd = (state: string | undefined): boolean => state === 'cleared' || state === 'rejected';

/** What a client saw of the trades it reads: one that was taken is never missing, and an end never changes. */
export class SeenEnds {
  /** The latest state that was read, undefined before the first; the oldest trade comes first. */
  readonly #states = new Map<string, string | undefined>();

  constructor(private readonly found: (finding: string) => void) {}

  taken(tradeId: string): void {
    if (this.#states.has(tradeId)) return;
    this.#states.set(tradeId, undefined);
    if (this.#states.size <= kept) return;
    const [oldest] = this.#states.keys();
    if (oldest !== undefined) this.#states.delete(oldest);
  }

  /** One of those kept; undefined where none is. */
  drawn(draw: Draw): string | undefined {
    const ids = [...this.#states.keys()];
    return ids.length === 0 ? undefined : ids[draw(0, ids.length - 1)];
  }

  read(tradeId: string, state: string): void {
    if (!this.#states.has(tradeId)) return;
    const before = this.#states.get(tradeId);
    if (state === 'missing') this.found(`the trade ${tradeId} was taken, and is not found`);
    // Two reads may overtake each other: only an end is for ever.
    else if (isEnd(before) && isEnd(state) && before !== state)
      this.found(`the trade ${tradeId} was ${before}, and then ${state}`);
    if (!isEnd(before)) this.#states.set(tradeId, state);
  }
}
