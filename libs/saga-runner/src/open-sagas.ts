import type { Transaction } from '#libs/messaging';
import { dueAt, phaseOf } from '#libs/saga';
import type { SagaRecord } from './saga-row.js';

/** A record takes about two kilobytes; beyond this the oldest are read from their rows again. */
const mostKept = 10_000;

/**
 * The sagas that this process wrote last and that have not ended, so that a reply need not read its row first. A copy is
 * a guess: the row's revision, checked by the update that follows, says whether it was right, and a transaction that
 * does not commit forgets what it had taken.
 */
export class OpenSagas<Subject> {
  readonly #kept = new Map<string, SagaRecord<Subject>>();
  readonly #taken = new Set<string>();
  #written: (record: SagaRecord<Subject>) => void = () => undefined;

  /** Called with each saga that a transaction has written, once that has committed; it must not throw. */
  onWritten(listener: (record: SagaRecord<Subject>) => void): void {
    this.#written = listener;
  }

  /** What is known of these sagas, for one transaction at a time; `missing` are to be read and locked. */
  take(tx: Transaction, ids: readonly string[]): { known: SagaRecord<Subject>[]; missing: string[] } {
    const known: SagaRecord<Subject>[] = [];
    const missing: string[] = [];
    for (const id of ids) {
      const record = this.#taken.has(id) ? undefined : this.#kept.get(id);
      if (record) {
        known.push(record);
        this.#taken.add(id);
      } else missing.push(id);
    }
    if (known.length > 0)
      tx.onEnd((committed) => {
        for (const { id } of known) {
          this.#taken.delete(id);
          if (!committed) this.#kept.delete(id);
        }
      });
    return { known, missing };
  }

  /** Keeps what the transaction writes, once it has committed; a saga that ended is kept no longer. */
  keepAfter(tx: Transaction, written: readonly SagaRecord<Subject>[]): void {
    tx.onEnd((committed) => {
      for (const record of written) {
        const phase = phaseOf(record.progress);
        this.#kept.delete(record.id);
        if (committed && phase !== 'done' && phase !== 'undone') this.#kept.set(record.id, record);
        if (committed) this.#written(record);
      }
      for (const id of this.#kept.keys()) {
        if (this.#kept.size <= mostKept) break;
        this.#kept.delete(id);
      }
    });
  }

  /** Those among the kept whose answers are overdue by this process's clock; the database's decides. */
  due(wall: number, most: number): string[] {
    const due: string[] = [];
    for (const [id, { progress }] of this.#kept) {
      if (due.length === most) break;
      const at = dueAt(progress);
      if (at !== undefined && at <= wall && !this.#taken.has(id)) due.push(id);
    }
    return due;
  }
}
