import type { Fate } from './fate.js';
import type { Ground } from './ground.js';
import type { OutboxRow } from './outbox-rows.js';
import { describeSent } from './describe.js';
import { NoAnswer, type SimulatedDatabase, SimulatedTransaction, TriedAgain } from './simulated-database.js';
import type { Consumer, Lane, LogRecord } from './simulated-log.js';
import type { SimulatedShell, SimulatedTask } from './simulated-shell.js';

/** A transaction that a process left open, and what it does when it goes on. */
export interface OpenWork {
  readonly what: () => string;
  readonly sinceMs: number;
  readonly tx: SimulatedTransaction;
  readonly lane?: Lane;
  /** Under way to the broker as well. */
  readonly sends?: readonly OutboxRow[];
  /** @throws NoAnswer, TriedAgain */
  finish(): void;
}

/** `slow`: it goes on later. `again`: nothing was done, or it is not known whether it was. */
export type Ran = 'done' | 'again' | 'slow' | 'died';

/** What is done when a batch has committed. */
export interface Batch<State> {
  readonly what: () => string;
  readonly tasks: readonly SimulatedTask<State>[];
  readonly consumer?: string;
  readonly lane?: Lane;
  readonly committed?: () => void;
}

/** How long a session may stand in an open transaction: `idle_in_transaction_session_timeout`. */
export const longestOpenMs = 5_000;

/** An instance of a service. Whatever it has in memory is lost with it. */
export abstract class SimulatedProcess implements Consumer {
  state: 'up' | 'frozen' | 'down' = 'up';
  /** Since when it is in its state. */
  sinceMs = 0;
  open: OpenWork[] = [];

  constructor(
    readonly name: string,
    readonly ground: Ground,
    readonly db: SimulatedDatabase,
  ) {}

  /** A memory with nothing in it. */
  protected abstract boot(): void;

  /** Handles records of a lane that it owns, as one batch; a record `unreadable` is parked. */
  abstract consume(lane: Lane, records: readonly LogRecord[], fate: Fate, isReadable: boolean, done: () => void): Ran;

  /** Looks for what is due: deadlines, what waits, what nobody told of. `thorough` asks the rows, not the memory. */
  abstract look(thorough: boolean, fate: () => Fate): void;

  get isUp(): boolean {
    return this.state === 'up';
  }

  protected say(what: () => string): void {
    this.ground.say(() => `${this.name}: ${what()}`);
  }

  crash(): void {
    this.say(() => 'dies');
    for (const { tx, sends, lane } of this.open) {
      tx.rollback();
      if (lane?.owner === this) lane.isBusy = false;
      if (sends) this.ground.flying.push([...sends]);
    }
    this.open = [];
    this.#be('down');
  }

  restart(): void {
    this.say(() => 'starts');
    this.boot();
    this.#be('up');
  }

  freeze(): void {
    this.say(() => 'freezes');
    this.#be('frozen');
  }

  wake(): void {
    this.say(() => 'goes on');
    this.#be('up');
  }

  #be(state: SimulatedProcess['state']): void {
    this.state = state;
    this.sinceMs = this.ground.wallMs;
  }

  /** The database ends sessions that stand in an open transaction for too long. */
  endIdleSessions(): void {
    for (const { tx, sinceMs } of this.open) if (this.ground.wallMs - sinceMs > longestOpenMs) tx.rollback();
  }

  /** Goes on with the transaction that was left open first. */
  finish(): void {
    const work = this.open.shift();
    if (!work) return;
    if (work.lane?.owner === this) work.lane.isBusy = false;
    this.#attempt(
      () => `goes on to ${work.what()}`,
      () => work.finish(),
    );
  }

  leaveOpen(work: Omit<OpenWork, 'sinceMs'>): Ran {
    work.tx.stayOpen();
    this.open.push({ ...work, sinceMs: this.ground.wallMs });
    if (work.lane) work.lane.isBusy = true;
    return 'slow';
  }

  #attempt(what: () => string, act: () => void): Ran {
    try {
      act();
      this.say(what);
      return 'done';
    } catch (failure) {
      if (!(failure instanceof NoAnswer || failure instanceof TriedAgain)) throw failure;
      this.ground.say(() => `${this.name}: ${what()}, in vain: ${failure.message}`);
      return 'again';
    }
  }

  /** Runs a batch through the shell, as far as its fate lets it. */
  protected run<State>(shell: SimulatedShell<State>, batch: Batch<State>, fate: Fate): Ran {
    const { tasks, what, consumer, lane } = batch;
    let staged: ReturnType<SimulatedShell<State>['stage']>;
    try {
      staged = shell.stage(tasks, consumer);
    } catch (failure) {
      if (!(failure instanceof TriedAgain)) throw failure;
      this.ground.say(() => `${this.name}: ${what()}, in vain: ${failure.message}`);
      return 'again';
    }
    const { tx, send } = staged;
    this.ground.say(() => `${this.name}: ${what()}${describeSent(send)}${fate === 'all goes well' ? '' : `; ${fate}`}`);
    switch (fate) {
      case 'the process is slow to commit':
        return this.leaveOpen({
          ...{ what: () => `commit (${what()})`, tx },
          ...(lane && { lane }),
          finish: () => {
            tx.commit();
            batch.committed?.();
          },
        });
      case 'the process dies before the commit':
        tx.rollback();
        this.crash();
        return 'died';
      case 'the commit is not answered':
        return this.#attempt(
          () => 'commits',
          () => tx.commit(false),
        );
      case 'the process dies after the commit':
        tx.commit();
        this.crash();
        return 'died';
      case 'all goes well':
        tx.commit();
        batch.committed?.();
        return 'done';
      default:
        return fate satisfies never;
    }
  }

  /** Writes something and what is said about it, in one short transaction that always succeeds. */
  protected write(sent: Parameters<Ground['send']>[1], act: (tx: SimulatedTransaction) => void): void {
    const tx = new SimulatedTransaction(this.db);
    try {
      act(tx);
      this.ground.send(tx, sent);
    } catch (failure) {
      tx.rollback();
      throw failure;
    }
    tx.commit();
  }
}
