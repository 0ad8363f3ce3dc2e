/**
 * The rows of one table that a batch works on. `put` marks a row as changed; the store writes only what changed,
 * once per row however often the batch touched it.
 */
export class Rows<Row> {
  readonly #rows = new Map<string, Row>();
  readonly #loaded = new Map<string, Row>();
  readonly #changed = new Map<string, Row>();

  constructor(
    private readonly keyOf: (row: Row) => string,
    loaded: Iterable<Row> = [],
  ) {
    for (const row of loaded) {
      const key = keyOf(row);
      this.#rows.set(key, row);
      this.#loaded.set(key, row);
    }
  }

  /** The row as the messages before this one left it. */
  get(key: string): Row | undefined {
    return this.#rows.get(key);
  }

  /** Rows are values: pass a new object, never a mutated one. */
  put(row: Row): void {
    const key = this.keyOf(row);
    this.#rows.set(key, row);
    this.#changed.set(key, row);
  }

  /** The row as it was loaded. */
  before(key: string): Row | undefined {
    return this.#loaded.get(key);
  }

  /** Rows that were put and were not in the database when the batch was loaded. */
  inserted(): Row[] {
    return [...this.#changed].filter(([key]) => !this.#loaded.has(key)).map(([, row]) => row);
  }

  /** Rows that were put and were in the database when the batch was loaded. */
  updated(): Row[] {
    return [...this.#changed].filter(([key]) => this.#loaded.has(key)).map(([, row]) => row);
  }
}
