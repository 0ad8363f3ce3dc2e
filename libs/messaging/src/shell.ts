import type { Because } from '#libs/decision';
import type { Pool } from 'pg';
import { batchSpan } from './batch-span.js';
import { crashPoint } from './crash-point.js';
import type { Arrived, Inbox } from './inbox.js';
import type { Command, Outgoing } from './message.js';
import type { MessagingMetrics } from './messaging-metrics.js';
import type { Once } from './once.js';
import { OpenTransaction } from './open-transaction.js';
import type { Outbox } from './outbox.js';
import type { ParkedMessage } from './parked-message.js';
import type { Parking } from './parking.js';
import { noTracing, type Span, type Tracing } from './tracing.js';
import { TryAgainLater } from './try-again-later.js';
import type { Instants, Store, Work } from './work.js';

/** One message and the work that decides it. */
export interface Task {
  readonly work: Work<string, unknown, unknown, unknown>;
  readonly message: unknown;
  /** The W3C trace context of the parcel or the request that it came in. */
  readonly traceparent?: string;
  /** The parcel it came in, where it came through Kafka. */
  readonly parcel?: string;
  /** Where it stood in Kafka, for parking. */
  readonly place?: {
    readonly topic: string;
    readonly partition: number;
    readonly offset: string;
    readonly index?: number;
  };
}

/** A message that the batch parks: what it still owes its saga is decided in the same transaction. */
export interface TaskToPark {
  readonly parked: ParkedMessage;
  readonly task?: Task;
  readonly command?: Command;
  readonly because: Because;
}

export interface Batch {
  readonly tasks: readonly Task[];
  readonly park?: readonly TaskToPark[];
  /** The parcels that the tasks came in; those that the inbox has seen are left out. */
  readonly arrived?: readonly Arrived[];
  /** Of requests: by which a try whose COMMIT was not answered is known, and answered as it was decided. */
  readonly once?: Once;
  /** What the batch is traced back to; the tasks' own trace contexts unless named. */
  readonly causes?: readonly string[];
}

/**
 * A rule threw, or could not read its message: this task can never succeed, the others of its batch can. For a task that
 * is being parked: what it still owes its saga cannot be decided.
 */
export class Unhandled extends Error {
  constructor(
    readonly task: Task,
    override readonly cause: unknown,
    /** Other tasks of the batch that are only to come again later, as this one is. */
    readonly later: readonly { readonly task: Task; readonly cause: TryAgainLater }[] = [],
  ) {
    super(cause instanceof Error ? cause.message : String(cause));
  }
}

export interface ShellParts<Table extends string, State> {
  readonly pool: Pick<Pool, 'connect'>;
  /** In lock order. */
  readonly tables: readonly Table[];
  readonly store: Store<Table, State>;
  readonly outbox: Outbox;
  readonly inbox: Inbox;
  readonly parking: Parking;
  /** A statement that answers one row `{ wall, market }` in milliseconds. */
  readonly clock: { readonly name: string; readonly text: string };
  readonly metrics: MessagingMetrics;
  readonly tracing?: Tracing;
}

/**
 * The five moves that handle every message and every request, some hundreds at a time, in one transaction: take what is
 * fresh, load and lock what it touches, decide each in memory, write what changed with the outbox, commit.
 */
export class Shell<Table extends string, State> {
  #committed: () => void = () => undefined;

  constructor(private readonly parts: ShellParts<Table, State>) {}

  /** Called after every commit: the relay's kick. */
  onCommit(kick: () => void): void {
    this.#committed = kick;
  }

  /**
   * Runs a batch as one transaction.
   *
   * @returns the answers in the order of the tasks; undefined for a task whose parcel was handled before
   * @throws Unhandled for a task that can never succeed, with nothing written; else the database's error
   */
  async run(batch: Batch): Promise<unknown[]> {
    return this.#attempt(batch, true);
  }

  /** Does everything but the commit: whether this batch could be written. */
  async rehearse(batch: Batch): Promise<void> {
    await this.#attempt(batch, false);
  }

  async #attempt(batch: Batch, keep: boolean): Promise<unknown[]> {
    const span = batchSpan(this.parts.tracing ?? noTracing, batch, keep);
    try {
      const answers = await this.#transact(batch, keep, span);
      span.end();
      return answers;
    } catch (error) {
      span.end(error);
      throw error;
    }
  }

  async #transact(batch: Batch, keep: boolean, span: Span): Promise<unknown[]> {
    const { store, outbox, inbox, parking, clock, metrics, pool } = this.parts;
    const keys = this.#keys(batch);
    const startedAt = performance.now();
    const loading = span.child('load');
    const tx = await OpenTransaction.begin(pool);
    let answers: unknown[];
    const written: Promise<unknown>[] = [];
    let saving: Span;
    try {
      const burst = [
        tx.query<Instants>(clock.name, clock.text),
        batch.arrived ? inbox.take(tx, batch.arrived) : Promise.resolve(undefined),
        store.load(tx, keys),
        batch.once ? inbox.take(tx, [batch.once]) : Promise.resolve(undefined),
      ] as const;
      const [instants, fresh, state, marked] = await Promise.all(burst);
      loading.end();
      if (batch.once && marked?.size === 0) {
        await tx.rollback();
        // What that try said is in the outbox, and nobody has kicked the relay for it.
        this.#committed();
        return doneBefore(batch.once);
      }
      const now = instants[0];
      if (!now) throw new Error(`the statement ${clock.name} answered no row`);
      const send: Outgoing[] = [];
      answers = this.#decide(batch, state, now, fresh, send);
      crashPoint('before-commit', () => kindsOf(batch.tasks));
      // What is parked in a parcel that was handled before was parked then, too.
      const park = (batch.park ?? []).filter(({ task }) => isFresh(task, fresh));
      saving = span.child('save');
      written.push(store.save(tx, state));
      if (park.length > 0)
        written.push(
          parking.park(
            tx,
            park.map(({ parked }) => parked),
            send,
          ),
        );
      written.push(outbox.append(tx, send, now.wall, span.traceparent));
      if (!keep) {
        await Promise.all(written);
        await tx.query('constraints', 'SET CONSTRAINTS ALL IMMEDIATE');
        await tx.rollback();
        return answers;
      }
      await sent(written);
    } catch (error) {
      await tx.rollback();
      throw error;
    }
    const committing = span.child('commit');
    // COMMIT is on its way behind the writes, which are over when they are answered.
    const over = (): void => saving.end();
    // A write that fails is thrown by the commit; here it would be a rejection that nobody handles.
    written.push(Promise.all(written).then(over, over));
    if (batch.once) batch.once.decided = answers;
    await tx.commit();
    await Promise.all(written);
    committing.end();
    crashPoint('after-commit', () => kindsOf(batch.tasks));
    this.#committed();
    metrics.batch(batch.tasks.length, performance.now() - startedAt);
    return answers;
  }

  #decide(
    batch: Batch,
    state: State,
    now: Instants,
    fresh: ReadonlySet<string> | undefined,
    send: Outgoing[],
  ): unknown[] {
    const answers: unknown[] = [];
    const later: { task: Task; cause: TryAgainLater }[] = [];
    for (const task of batch.tasks) {
      if (!isFresh(task, fresh)) {
        answers.push(undefined);
        continue;
      }
      try {
        const decided = task.work.decide(state, task.message, now);
        answers.push(decided.answer);
        for (const outgoing of decided.send) send.push(outgoing);
      } catch (error) {
        if (!(error instanceof TryAgainLater)) throw new Unhandled(task, error);
        // All of them are found in one pass: each pass that ends so is rolled back.
        later.push({ task, cause: error });
      }
    }
    const [first, ...others] = later;
    if (first) throw new Unhandled(first.task, first.cause, others);
    for (const { task, command, because } of batch.park ?? []) {
      if (!command || !task?.work.parked || !isFresh(task, fresh)) continue;
      try {
        send.push(...task.work.parked.decide(state, command, because, now).send);
      } catch (error) {
        throw new Unhandled(task, error);
      }
    }
    return answers;
  }

  /** Every key that the batch touches, per table, once each and sorted: rows are locked in this order. */
  #keys(batch: Batch): Record<Table, readonly string[]> {
    const wanted = new Map<string, Set<string>>(this.parts.tables.map((table) => [table, new Set()]));
    const want = (touched: Partial<Record<string, readonly string[]>>): void => {
      for (const table in touched) {
        const keys = wanted.get(table);
        if (!keys) throw new Error(`no table '${table}' in the lock order`);
        for (const key of touched[table] ?? []) keys.add(key);
      }
    };
    for (const task of batch.tasks)
      try {
        want(task.work.touches(task.message));
      } catch (error) {
        throw new Unhandled(task, error);
      }
    for (const { task, command } of batch.park ?? [])
      try {
        if (command && task?.work.parked) want(task.work.parked.touches(command));
      } catch (error) {
        throw task ? new Unhandled(task, error) : error;
      }
    return Object.fromEntries([...wanted].map(([table, keys]) => [table, [...keys].sort()])) as unknown as Record<
      Table,
      readonly string[]
    >;
  }
}

function doneBefore({ id, decided }: Once): unknown[] {
  if (!decided) throw new Error(`the mark ${id} was taken by somebody else`);
  return [...decided];
}

const isFresh = (task: Task | undefined, fresh: ReadonlySet<string> | undefined): boolean =>
  !fresh || task?.parcel === undefined || fresh.has(task.parcel);

/**
 * Resolves when every statement is on its way, so that COMMIT can follow behind them without waiting for their answers.
 * Whatever went wrong before a statement could be sent is no error of the database, which would commit without it; it
 * shows within one turn of the event loop, and is thrown.
 */
async function sent(written: readonly Promise<unknown>[]): Promise<void> {
  const faults: unknown[] = [];
  for (const statement of written) statement.catch((error: unknown) => faults.push(error));
  await new Promise((resolve) => setImmediate(resolve));
  if (faults.length > 0) throw faults[0];
}

function* kindsOf(tasks: readonly Task[]): Iterable<string> {
  for (const { work, message } of tasks) yield work.kindOf?.(message) ?? work.name;
}
