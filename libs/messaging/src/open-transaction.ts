import type { Pool, PoolClient } from 'pg';
import { arrayLiteral } from './array-literal.js';
import { CommitRefused } from './retriable.js';
import type { Transaction } from './work.js';

/** A connection that ends while it is held says so in an event too, which without a listener would end the process. */
const alreadySaid = (): void => undefined;

const parameter = (value: unknown): unknown => (Array.isArray(value) ? arrayLiteral(value) : value);

/**
 * A transaction on one held connection whose statements travel together: each is sent at once, none waits for the one
 * before (the pool has `pipeline: true`). The first error decides, whichever promise is awaited.
 */
export class OpenTransaction implements Transaction {
  #failed: unknown;
  #ended = false;
  #pending: Promise<unknown>[] = [];
  #listeners: ((committed: boolean) => void)[] = [];

  private constructor(private readonly client: PoolClient) {}

  static async begin(pool: Pick<Pool, 'connect'>): Promise<OpenTransaction> {
    const client = await pool.connect();
    client.on('error', alreadySaid);
    const tx = new OpenTransaction(client);
    void tx.#watch(client.query('BEGIN'));
    return tx;
  }

  /**
   * The same, after BEGIN was answered: for statements that must not stand alone, whatever happens to BEGIN. Costs a
   * round trip.
   */
  static async begun(pool: Pick<Pool, 'connect'>): Promise<OpenTransaction> {
    const tx = await OpenTransaction.begin(pool);
    try {
      await Promise.all(tx.#pending);
      return tx;
    } catch (error) {
      await tx.rollback();
      throw error;
    }
  }

  query<Row>(name: string, text: string, values: readonly unknown[] = []): Promise<Row[]> {
    // Behind COMMIT it would be a transaction of its own.
    const rows = this.#ended
      ? Promise.reject<Row[]>(new Error(`the statement ${name} came after the end of its transaction`))
      : this.#watch(this.client.query({ name, text, values: values.map(parameter) })).then(
          (result) => result.rows as Row[],
        );
    // Whoever awaits sees the error; whoever is no longer interested, because another statement failed, need not look.
    rows.catch(() => undefined);
    return rows;
  }

  /** Sends COMMIT behind the statements under way, waits for all of them and checks the tag. */
  commit(): Promise<void> {
    return this.#end('COMMIT', 'COMMIT');
  }

  /**
   * Prepares it under a name, likewise: its rows stay locked, whatever dies, until somebody commits or rolls back what
   * bears that name.
   *
   * @param name of letters, digits and `-._/`, at most 199 bytes, unique in the cluster
   */
  prepare(name: string): Promise<void> {
    if (!/^[\w.\-/]{1,199}$/.test(name)) throw new Error(`no transaction can be prepared as ${name}`);
    return this.#end(`PREPARE TRANSACTION '${name}'`, 'PREPARE');
  }

  async #end(text: string, tag: string): Promise<void> {
    this.#ended = true;
    const ended = this.#watch(this.client.query(text));
    await Promise.allSettled(this.#pending);
    if (this.#failed !== undefined) return this.#abandon(this.#failed);
    const { command } = await ended;
    // A failed transaction answers COMMIT and PREPARE TRANSACTION with ROLLBACK and no error.
    if (command !== tag) return this.#abandon(new CommitRefused(command, tag));
    this.#tell(true);
    this.#release();
  }

  onEnd(listener: (committed: boolean) => void): void {
    this.#listeners.push(listener);
  }

  /** Ends the transaction with nothing written; never throws. */
  async rollback(): Promise<void> {
    this.#ended = true;
    this.#tell(false);
    await this.client.query('ROLLBACK').then(
      () => this.#release(),
      (error: Error) => this.#release(error),
    );
  }

  #tell(committed: boolean): void {
    for (const listener of this.#listeners.splice(0)) listener(committed);
  }

  #release(error?: Error): void {
    this.client.off('error', alreadySaid);
    this.client.release(error);
  }

  async #abandon(error: unknown): Promise<never> {
    await this.rollback();
    throw error;
  }

  #watch<T>(statement: Promise<T>): Promise<T> {
    const watched = statement.catch((error: unknown) => {
      // Whatever follows in a failed transaction fails too; the first error is the one that says why.
      this.#failed ??= error;
      throw this.#failed;
    });
    watched.catch(() => undefined);
    this.#pending.push(watched);
    return watched;
  }
}
