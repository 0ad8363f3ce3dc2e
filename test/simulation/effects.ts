import { Violation } from './violation.js';

/** How often each row was done and undone: once at most, and finals never change. */
export class Effects {
  readonly #done = new Map<string, number>();
  readonly #undone = new Map<string, number>();

  constructor(private readonly what: 'hold' | 'booking') {}

  /** A row goes from one state to another. */
  saw(id: string, before: string | undefined, after: string): void {
    if (before === after) return;
    const row = `the ${this.what} of ${id}`;
    if (before !== undefined && finals.has(before))
      throw new Violation('a final state never changes', `${row} was ${before} and became ${after}`);
    const isDone = after === 'held' || after === 'pending';
    const isUndone = after === 'voided' || after === 'cancelled';
    if (isDone) this.#count(this.#done, id, `${row} was done twice`);
    if (isUndone) this.#count(this.#undone, id, `${row} was undone twice`);
  }

  #count(counts: Map<string, number>, id: string, otherwise: string): void {
    const times = (counts.get(id) ?? 0) + 1;
    counts.set(id, times);
    if (times > 1) throw new Violation('an effect happens once', otherwise);
  }
}

const finals: ReadonlySet<string> = new Set(['posted', 'voided', 'firm', 'cancelled', 'refused', 'tombstone']);
