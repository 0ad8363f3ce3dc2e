import { aboutBatch, aboutMessage, aboutRecord } from './about-message.js';
import type { Arrived } from './inbox.js';
import type { Command } from './message.js';
import type { MessagingMetrics } from './messaging-metrics.js';
import { type ParkedMessage, sagaNamedBy } from './parked-message.js';
import { parcelSpans } from './parcel-spans.js';
import { type ConsumedRecord, readEvent, readParcel } from './read-record.js';
import type { RecordWorker } from './record-worker.js';
import { backOffMs, isRetriable, isUniqueViolation, sleep } from './retriable.js';
import { type Batch, type Shell, type Task, type TaskToPark, Unhandled } from './shell.js';
import { noTracing, type Tracing } from './tracing.js';
import { TryAgainLater } from './try-again-later.js';
import type { OnTrouble } from './trouble.js';
import type { Work } from './work.js';

/** What one topic carries, and the work that decides its messages. */
export interface ConsumedTopic {
  readonly topic: string;
  /** Parcels of internal traffic, or events of another service, one a record. */
  readonly carries: 'parcels' | 'events';
  readonly work: Work<string, unknown, unknown, unknown>;
}

/** A record, read: its tasks, or why it cannot be read. */
export interface ReadRecord {
  readonly record: ConsumedRecord;
  readonly tasks: readonly Task[];
  readonly arrived?: Arrived;
  readonly traceparent?: string;
  readonly unreadable?: TaskToPark;
}

/** Reads records and brings their messages through the shell, whatever it takes: what can never succeed is parked alone. */
export class BatchWorker implements RecordWorker<ReadRecord> {
  readonly #topics: ReadonlyMap<string, ConsumedTopic>;

  constructor(
    private readonly shell: Pick<Shell<string, unknown>, 'run' | 'rehearse'>,
    topics: readonly ConsumedTopic[],
    private readonly metrics: MessagingMetrics,
    private readonly onTrouble: OnTrouble,
    private readonly tracing: Tracing = noTracing,
  ) {
    this.#topics = new Map(topics.map((topic) => [topic.topic, topic]));
  }

  read(record: ConsumedRecord, wall: number): ReadRecord {
    const topic = this.#topics.get(record.topic);
    if (!topic) throw new Error(`nothing is subscribed for topic ${record.topic}`);
    const { work } = topic;
    const place = { topic: record.topic, partition: record.partition, offset: record.offset };
    if (topic.carries === 'events') {
      const event = readEvent(record);
      if (!event.ok) return unreadable(record, event.reason);
      const traced = traceOf(record.headers?.['traceparent']?.toString());
      return { record, tasks: [{ work, message: event.what, place, ...traced }], ...traced };
    }
    const parcel = readParcel(record, wall);
    if (!parcel.ok) return unreadable(record, parcel.reason);
    const { id, at, messages } = parcel.what;
    const traced = traceOf(parcel.what.traceparent);
    return {
      record,
      arrived: { id, at },
      ...traced,
      tasks: messages.map((message, index) => ({ work, message, parcel: id, place: { ...place, index }, ...traced })),
    };
  }

  /**
   * Handles the records as one batch; returns when all of it is in the database.
   *
   * @param abandoned asked before each new try: whether the partitions have gone, so that another instance does it
   */
  async handle(records: readonly ReadRecord[], abandoned: () => boolean): Promise<'handled' | 'abandoned'> {
    const once = withoutRepeats(records);
    const spans = parcelSpans(this.tracing, once);
    try {
      return await this.#handle(once, abandoned, { causes: spans.causes });
    } finally {
      spans.end();
    }
  }

  async #handle(
    once: readonly ReadRecord[],
    abandoned: () => boolean,
    traced: Pick<Batch, 'causes'>,
  ): Promise<'handled' | 'abandoned'> {
    const arrived = once.flatMap(({ arrived }) => arrived ?? []);
    const unread = once.flatMap(({ unreadable }) => unreadable ?? []);
    const tasks = once.flatMap(({ tasks }) => tasks);
    const poison = new Map<Task, TaskToPark>();
    for (let attempt = 1; !abandoned(); ) {
      const batch = {
        tasks: tasks.filter((task) => !poison.has(task)),
        park: [...unread, ...poison.values()],
        arrived,
        ...traced,
      };
      try {
        await this.shell.run(batch);
        if (batch.park.length > 0) this.metrics.parked(batch.park.length);
        for (const record of unread)
          this.onTrouble(record.parked.reason, 'a record that cannot be read was parked', aboutRecord(record));
        return 'handled';
      } catch (error) {
        if (error instanceof Unhandled && !soonCan(error)) this.#parkWhatThrows(batch.tasks, error, poison);
        else if (canNeverSucceed(error, attempt) && (await this.#parkWhatIsRefused(batch, poison))) attempt = 1;
        else {
          this.onTrouble(error, 'a batch is tried again', aboutBatch(batch));
          this.metrics.retried('batch');
          await sleep(backOffMs(attempt));
          attempt += 1;
        }
      }
    }
    return 'abandoned';
  }

  /** Parks the task whose rule threw, and with it all that cannot be read, which needs no further try to be found. */
  #parkWhatThrows(tasks: readonly Task[], { task, cause }: Unhandled, poison: Map<Task, TaskToPark>): void {
    const known = poison.get(task);
    if (known) poison.set(task, owingNothing(known));
    else this.#park(task, cause, poison);
    for (const other of tasks)
      try {
        other.work.touches(other.message);
      } catch (error) {
        if (!poison.has(other)) this.#park(other, error, poison);
      }
  }

  /** Parks the one task that the database refuses; answers whether there was one, or an answer that it refuses. */
  async #parkWhatIsRefused(batch: Batch, poison: Map<Task, TaskToPark>): Promise<boolean> {
    const offender = await this.#offender(batch.tasks);
    if (offender) {
      this.#park(offender.task, offender.cause, poison);
      return true;
    }
    let mended = false;
    for (const [task, parked] of poison)
      if (parked.command && (await this.#refusal({ tasks: [], park: [parked] }))) {
        poison.set(task, owingNothing(parked));
        mended = true;
      }
    return mended;
  }

  #park(task: Task, cause: unknown, poison: Map<Task, TaskToPark>): void {
    this.onTrouble(cause, 'a message was parked', aboutMessage(task));
    poison.set(task, toPark(task, cause));
  }

  /** The last task of the shortest beginning of the batch that the database refuses, found by halving. */
  async #offender(tasks: readonly Task[]): Promise<{ task: Task; cause: unknown } | undefined> {
    let good = 0;
    let bad = tasks.length;
    let refusal = await this.#refusal({ tasks });
    while (refusal && bad - good > 1) {
      const middle = (good + bad) >> 1;
      const earlier = await this.#refusal({ tasks: tasks.slice(0, middle) });
      if (earlier) {
        bad = middle;
        refusal = earlier;
      } else good = middle;
    }
    const task = tasks[bad - 1];
    return refusal && task && { task, cause: refusal.cause };
  }

  async #refusal(batch: Batch): Promise<{ cause: unknown } | undefined> {
    try {
      await this.shell.rehearse(batch);
      return undefined;
    } catch (error) {
      if (error instanceof Unhandled) return soonCan(error) ? undefined : { cause: error.cause };
      return isRetriable(error) && !isUniqueViolation(error) ? undefined : { cause: error };
    }
  }
}

/** After so many tries, half a second, a unique violation is no race any more. */
const mostTriesOfUniqueViolation = 5;

/** A rule that only cannot decide yet. */
const soonCan = (error: unknown): boolean => error instanceof Unhandled && error.cause instanceof TryAgainLater;

const canNeverSucceed = (error: unknown, attempt: number): boolean =>
  (!isRetriable(error) && !soonCan(error)) || (isUniqueViolation(error) && attempt > mostTriesOfUniqueViolation);

/** W3C's form, version 00; anything else was not written by a tracer. */
const traceparentForm = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

const traceOf = (traceparent: unknown): { traceparent?: string } =>
  typeof traceparent === 'string' && traceparentForm.test(traceparent) ? { traceparent } : {};

/** The inbox tells parcels of other batches apart; the same parcel twice in one batch is left out here. */
function withoutRepeats(records: readonly ReadRecord[]): ReadRecord[] {
  const seen = new Set<string>();
  return records.filter(({ arrived }) => {
    if (!arrived) return true;
    if (seen.has(arrived.id)) return false;
    seen.add(arrived.id);
    return true;
  });
}

/** Parked without an answer to its saga: the answer cannot be decided or written. */
const owingNothing = ({ command: _command, ...parked }: TaskToPark): TaskToPark => parked;

function unreadable(record: ConsumedRecord, reason: string): ReadRecord {
  const { topic, partition, offset, value } = record;
  const parked: ParkedMessage = {
    kind: 'record',
    ...{ topic, partition, offset, reason },
    ...{ parcel: null, index: null, commandId: null, sagaId: null, stack: null },
    body: value?.toString() ?? '',
  };
  return { record, tasks: [], unreadable: { parked, because: { reason } } };
}

function toPark(task: Task, cause: unknown): TaskToPark {
  const { topic = '', partition = 0, offset = '0', index = null } = task.place ?? {};
  const reason = cause instanceof Error ? cause.message : String(cause);
  const parked: ParkedMessage = {
    kind: index === null ? 'event' : 'message',
    ...{ topic, partition, offset, index, reason },
    ...(index === null ? { commandId: null, sagaId: null } : sagaNamedBy(task.message)),
    parcel: task.parcel ?? null,
    stack: cause instanceof Error ? (cause.stack ?? null) : null,
    body: JSON.stringify(task.message) ?? '',
  };
  return {
    parked,
    task,
    because: { reason: 'could not be read' },
    ...(isCommand(task.message) && { command: task.message }),
  };
}

/** Whether enough of a command can be read to answer it. */
function isCommand(message: unknown): message is Command {
  const { id, type, sagaId, replyTo, attempt } = (message ?? {}) as Partial<Record<keyof Command, unknown>>;
  return [id, type, sagaId, replyTo].every((text) => typeof text === 'string') && Number.isSafeInteger(attempt);
}
