import { type Command, type Instants, type Outgoing, TryAgainLater, type Work } from '#libs/messaging';
import { type SimulatedDatabase, SimulatedTransaction, TriedAgain } from './simulated-database.js';
import type { SimulatedStore } from './simulated-store.js';

type Touched = Partial<Record<string, readonly string[]>>;

/** One message and the work that decides it. */
export interface SimulatedTask<State> {
  /** The parcel it came in. */
  readonly parcel?: string;
  touches(): Touched;
  decide(state: State, now: Instants): { readonly answer: unknown; readonly send: readonly Outgoing[] };
}

export const taskOf = <State, Message>(
  work: Pick<Work<string, State, Message, unknown>, 'touches' | 'decide'>,
  message: Message,
  parcel?: string,
): SimulatedTask<State> => ({
  ...(parcel !== undefined && { parcel }),
  touches: () => work.touches(message),
  decide: (state, now) => work.decide(state, message, now),
});

/** A command that cannot be read is parked; what it still owes its saga is decided in the same transaction. */
export const parkedTask = <State>(
  { parked }: Pick<Work<string, State, Command, unknown>, 'parked'>,
  command: Command,
  parcel: string,
): SimulatedTask<State> => ({
  parcel,
  touches: () => parked?.touches(command) ?? {},
  decide: (state, now) => ({
    answer: undefined,
    send: parked?.decide(state, command, { reason: 'could not be read' }, now).send ?? [],
  }),
});

/** A batch that is decided and written, and not committed. */
export interface Staged {
  readonly tx: SimulatedTransaction;
  readonly answers: readonly unknown[];
  readonly send: readonly Outgoing[];
}

/** Puts into the outbox what a transaction sends. */
export type Sender = (tx: SimulatedTransaction, sent: readonly Outgoing[]) => void;

/** The moves of libs/messaging's shell up to the commit. */
export class SimulatedShell<State> {
  constructor(
    private readonly db: SimulatedDatabase,
    private readonly store: SimulatedStore<State>,
    private readonly clock: () => Instants,
    private readonly send: Sender,
    private readonly hasInbox: boolean,
  ) {}

  /** @throws TriedAgain where a row is locked, has changed, or is in doubt, with nothing written */
  stage(tasks: readonly SimulatedTask<State>[], consumer?: string): Staged {
    const tx = new SimulatedTransaction(this.db);
    try {
      return this.#stage(tx, tasks, consumer);
    } catch (failure) {
      tx.rollback();
      throw failure instanceof TryAgainLater ? new TriedAgain(failure.message) : failure;
    }
  }

  #stage(tx: SimulatedTransaction, tasks: readonly SimulatedTask<State>[], consumer: string | undefined): Staged {
    const fresh = consumer === undefined ? undefined : this.#take(tx, tasks, consumer);
    const state = this.store.load(tx, keysOf(tasks));
    const now = this.clock();
    const answers: unknown[] = [];
    const send: Outgoing[] = [];
    for (const task of tasks) {
      if (fresh && task.parcel !== undefined && !fresh.has(task.parcel)) {
        answers.push(undefined);
        continue;
      }
      const decided = task.decide(state, now);
      answers.push(decided.answer);
      for (const outgoing of decided.send) send.push(outgoing);
    }
    this.store.save(tx, state);
    this.send(tx, send);
    return { tx, answers, send };
  }

  /** `INSERT INTO inbox … ON CONFLICT DO NOTHING RETURNING parcel` */
  #take(tx: SimulatedTransaction, tasks: readonly SimulatedTask<State>[], consumer: string): ReadonlySet<string> {
    const { db } = this;
    const fresh = new Set<string>();
    for (const { parcel } of tasks) {
      if (parcel === undefined || fresh.has(parcel)) continue;
      const entry = `${consumer}/${parcel}`;
      tx.lock(`inbox ${entry}`);
      if (this.hasInbox && db.inbox.has(entry)) continue;
      fresh.add(parcel);
      tx.writes(() => {
        db.inbox.add(entry);
        db.noteHandled(entry);
      });
    }
    return fresh;
  }
}

function keysOf<State>(tasks: readonly SimulatedTask<State>[]): ReadonlyMap<string, ReadonlySet<string>> {
  const keys = new Map<string, Set<string>>();
  for (const task of tasks) {
    const touched = task.touches();
    for (const table in touched) {
      let known = keys.get(table);
      if (!known) {
        known = new Set();
        keys.set(table, known);
      }
      for (const key of touched[table] ?? []) known.add(key);
    }
  }
  return keys;
}
