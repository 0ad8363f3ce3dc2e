import type { Positions } from './positions.js';

/** A record as followers of a topic get it. */
export interface Followed<Item> {
  readonly partition: number;
  readonly offset: bigint;
  readonly item: Item;
}

/** The latest records of a topic, in the order of their arrival; the oldest go when there are too many. */
export class KeptRecords<Item> {
  #records: Followed<Item>[] = [];
  /** How many were let go. */
  #gone = 0;
  /** By partition: from there on everything that arrived is kept. */
  readonly #from: Map<number, bigint>;
  readonly #next: Map<number, bigint>;

  constructor(
    start: Positions,
    private readonly most: number,
  ) {
    this.#from = new Map(start);
    this.#next = new Map(start);
  }

  /** By partition: the offset that arrives next. */
  get next(): Positions {
    return this.#next;
  }

  add(records: readonly Followed<Item>[]): void {
    for (const record of records) {
      this.#records.push(record);
      this.#next.set(record.partition, record.offset + 1n);
    }
    const tooMany = this.#records.length - this.most;
    // In one go and seldom: taking one at a time from the head of a list moves all others.
    if (tooMany < this.most / 4) return;
    for (const { partition, offset } of this.#records.splice(0, tooMany)) this.#from.set(partition, offset + 1n);
    this.#gone += tooMany;
  }

  /** The number of the first record at or behind these positions; undefined when some of them were let go. */
  numberAt(positions: Positions): number | undefined {
    for (const [partition, offset] of this.#from) if ((positions.get(partition) ?? 0n) < offset) return undefined;
    const index = this.#records.findIndex(({ partition, offset }) => offset >= (positions.get(partition) ?? 0n));
    return this.#gone + (index < 0 ? this.#records.length : index);
  }

  /** So many records from a number on; undefined when some of them were let go. */
  from(number: number, most: number): readonly Followed<Item>[] | undefined {
    const index = number - this.#gone;
    return index < 0 ? undefined : this.#records.slice(index, index + most);
  }
}
