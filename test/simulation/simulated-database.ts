import type { Transaction } from '#libs/messaging';
import type { OutboxRow } from './outbox-rows.js';
import { Violation } from './violation.js';

/** A row is locked by a transaction that is open, or two wanted the same: the same work may succeed later. */
export class TriedAgain extends Error {}

/** The database said nothing, or the session was ended: what became of the transaction is not known here. */
export class NoAnswer extends Error {}

/** PostgreSQL as far as it matters: what a transaction writes comes to be at once or never, and locks last as long as it. */
export class SimulatedDatabase {
  /** Parcels that were handled: `consumer/parcel`. */
  readonly inbox = new Set<string>();
  /** How often each was handled in a transaction that has committed; more than once is a violation. */
  readonly handled = new Map<string, number>();
  readonly outbox = new Map<number, OutboxRow>();
  readonly locks = new Map<string, SimulatedTransaction>();
  /** By gid; they outlive whoever prepared them. */
  readonly prepared = new Map<string, SimulatedTransaction>();
  #nextOutboxId = 1;

  constructor(readonly service: string) {}

  /** Sequences do not wait for commits: a row with a smaller id may be seen later than one with a greater. */
  nextOutboxId(): number {
    this.#nextOutboxId += 1;
    return this.#nextOutboxId;
  }

  noteHandled(parcel: string): void {
    const times = (this.handled.get(parcel) ?? 0) + 1;
    this.handled.set(parcel, times);
    if (times > 1) throw new Violation('a parcel is handled once', `${this.service} handled ${parcel} ${times} times`);
  }
}

export class SimulatedTransaction implements Transaction {
  readonly #writes: (() => void)[] = [];
  readonly #locked = new Set<string>();
  #listeners: ((committed: boolean) => void)[] = [];
  #state: 'open' | 'prepared' | 'over' = 'open';
  #lasts = false;

  constructor(readonly db: SimulatedDatabase) {}

  /** The rules of stores that are modelled here send no SQL. */
  query(): Promise<never> {
    throw new Error('a simulated transaction takes no SQL');
  }

  onEnd(listener: (committed: boolean) => void): void {
    this.#listeners.push(listener);
  }

  isLocked(row: string): boolean {
    const by = this.db.locks.get(row);
    return by !== undefined && by !== this;
  }

  /** `FOR NO KEY UPDATE` behind a `lock_timeout`, and what an INSERT of the same key waits for. */
  lock(row: string): void {
    if (this.db.locks.size > 0 && this.isLocked(row)) throw new TriedAgain(`${row} is locked`);
    this.#locked.add(row);
    if (this.#lasts) this.db.locks.set(row, this);
  }

  /** What is to be when this commits. */
  writes(write: () => void): void {
    this.#writes.push(write);
  }

  /** Others act before it ends: its locks can be met from now on. */
  stayOpen(): void {
    this.#lasts = true;
    for (const row of this.#locked) this.db.locks.set(row, this);
  }

  /** @throws NoAnswer where the session was ended meanwhile */
  commit(isAnswered = true): void {
    if (this.#state === 'over') throw new NoAnswer('the session was ended');
    for (const write of this.#writes) write();
    this.#end(isAnswered);
    if (!isAnswered) throw new NoAnswer('COMMIT was not answered');
  }

  rollback(): void {
    if (this.#state !== 'over') this.#end(false);
  }

  /** PREPARE TRANSACTION: from now on it is nobody's session. */
  prepare(gid: string): void {
    if (this.#state === 'over') throw new NoAnswer('the session was ended');
    this.stayOpen();
    this.#state = 'prepared';
    this.db.prepared.set(gid, this);
  }

  /** Appends outbox rows, to be seen with the commit. */
  append(rows: readonly OutboxRow[]): void {
    if (rows.length === 0) return;
    this.writes(() => {
      for (const row of rows) this.db.outbox.set(row.id, row);
    });
  }

  #end(committed: boolean): void {
    this.#state = 'over';
    if (this.#lasts) for (const row of this.#locked) if (this.db.locks.get(row) === this) this.db.locks.delete(row);
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener(committed);
  }
}
