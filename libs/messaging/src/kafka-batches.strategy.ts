import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import type { Consumer, ConsumerConfig, EachBatchPayload, Kafka } from 'kafkajs';
import { ConsumerLag, type PartitionLag } from './consumer-lag.js';
import { crashPoint } from './crash-point.js';
import type { RecordWorker, TakenRecord } from './record-worker.js';
import { sleep } from './retriable.js';
import type { OnTrouble } from './trouble.js';
import { within } from './within.js';

/** A batch of so many messages says that the service is busy. */
const busyMessages = 400;
/** Another consumer is tried where one does not connect in so long. */
const beginWithinMs = 30_000;
const beginPauseMs = 1_000;

export interface KafkaBatchesOptions {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly topics: readonly string[];
  /** The most partitions of any topic: so many are fetched side by side. */
  readonly partitions: number;
  readonly worker: RecordWorker;
  readonly session: Required<Pick<ConsumerConfig, 'sessionTimeout' | 'heartbeatInterval' | 'rebalanceTimeout'>>;
  /** A transaction takes whole records until it holds so many messages. */
  readonly batchMessages: number;
  /** How long a batch waits for more at most; the smaller the batch before it was, the shorter. */
  readonly lingerMs: number;
  /**
   * How long the broker holds an idle fetch before it answers with nothing; 20 ms unless given. What arrives is answered
   * at once whatever this says. Only what shares the connection waits for it: a heartbeat, a commit of offsets, a leave.
   */
  readonly maxWaitMs?: number;
  /** The database's word is what counts; Kafka's offsets follow so much later. */
  readonly commitEveryMs: number;
  /** The database's wall clock, in milliseconds: a parcel is as old as it says. */
  readonly wall: () => number;
  readonly onTrouble: OnTrouble;
}

/**
 * Kafka as a Nest transport: all partitions feed one queue, a worker takes some hundreds of messages at a time into one
 * transaction, and offsets follow behind the database.
 */
export class KafkaBatches extends Server implements CustomTransportStrategy {
  #consumer: Consumer;
  #queue: TakenRecord[] = [];
  #queued = 0;
  #wake: (() => void) | undefined;
  #generation = 0;
  #stopping = false;
  #working: Promise<void> | undefined;
  #done = new Map<string, { topic: string; partition: number; offset: string }>();
  #commits: NodeJS.Timeout | undefined;
  readonly #lag = new ConsumerLag();
  #underWay: readonly TakenRecord[] = [];
  #heardAt: number | undefined;
  /** How long it was mute, counted in looks: time in which this process stood still is not the consumer's fault. */
  #muteMs = 0;
  #isRenewing = false;

  constructor(private readonly options: KafkaBatchesOptions) {
    super();
    this.#consumer = this.#made();
  }

  listen(callback: (error?: unknown) => void): void {
    this.#start().then(() => callback(), callback);
  }

  /** Finishes the batch under way, commits its offsets and leaves the group. */
  async close(): Promise<void> {
    this.#stopping = true;
    this.#wake?.();
    await this.#working;
    clearInterval(this.#commits);
    await this.#commit();
    await this.#consumer.disconnect();
  }

  /** What each partition still has for this process, as of the last fetch. */
  lag(): readonly PartitionLag[] {
    return this.#lag.read();
  }

  /** How long the broker has not answered a heartbeat; undefined before the group was joined. */
  silentMs(): number | undefined {
    return this.#heardAt === undefined ? undefined : performance.now() - this.#heardAt;
  }

  /** When the oldest record was written that is here and not in the database; undefined when there is none. */
  oldestWaitingAt(): number | undefined {
    const waiting = [...this.#underWay, ...this.#queue].map(({ record }) => Number(record.timestamp ?? Number.NaN));
    const known = waiting.filter((at) => !Number.isNaN(at));
    return known.length === 0 ? undefined : known.reduce((one, other) => Math.min(one, other));
  }

  override on(): never {
    throw new Error('KafkaBatches has no events of its own');
  }

  override unwrap<T>(): T {
    return this.#consumer as T;
  }

  #made(): Consumer {
    const { kafka, groupId, session, maxWaitMs, onTrouble } = this.options;
    const consumer = kafka.consumer({
      groupId,
      ...session,
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: maxWaitMs ?? 20,
      minBytes: 1,
      maxBytesPerPartition: 1024 * 1024,
      // By itself kafkajs would wait up to half a minute between two tries after a long outage.
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 8 },
    });
    const { GROUP_JOIN, HEARTBEAT, CRASH } = consumer.events;
    const isCurrent = (): boolean => consumer === this.#consumer;
    const heard = (): void => {
      // One that was given up while it joined its group joins all the same, and would keep partitions that it ignores.
      if (!isCurrent()) return void consumer.disconnect().catch(() => undefined);
      this.#heardAt = performance.now();
      this.#muteMs = 0;
    };
    consumer.on(HEARTBEAT, heard);
    consumer.on(GROUP_JOIN, () => {
      heard();
      if (isCurrent()) this.#forget();
    });
    consumer.on(CRASH, ({ payload: { error, restart } }) => {
      onTrouble(error, 'the consumer crashed');
      // kafkajs gives up on errors that it takes for final; a service without its consumer is of no use.
      if (!restart && isCurrent()) this.#renew('kafkajs has given it up');
    });
    return consumer;
  }

  async #start(): Promise<void> {
    await this.#run();
    this.#working = this.#work();
    this.#commits = setInterval(() => this.#tick(), this.options.commitEveryMs);
  }

  async #run(): Promise<void> {
    const consumer = this.#consumer;
    await consumer.connect();
    // Without fromBeginning a group's first start loses what came before it.
    await consumer.subscribe({ topics: [...this.options.topics], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: this.options.partitions,
      // One that was given up may wake: what it has read is its successor's to read.
      eachBatch: async (payload) => (consumer === this.#consumer ? this.#take(payload) : undefined),
    });
  }

  #tick(): void {
    void this.#commit();
    const { commitEveryMs, session } = this.options;
    this.#muteMs += commitEveryMs;
    // As long as others take to join the group again, and then some of the time after which it has lost its partitions.
    if (this.#muteMs > session.rebalanceTimeout + 4 * session.sessionTimeout) this.#renew('the broker was mute');
  }

  #renew(because: string): void {
    if (this.#isRenewing) return;
    this.#isRenewing = true;
    this.options.onTrouble(because, 'the consumer is begun anew');
    void this.#untilRenewed().finally(() => {
      this.#isRenewing = false;
    });
  }

  /** Gives the consumer up, in whatever state it hangs, and begins with another. */
  async #untilRenewed(): Promise<void> {
    for (;;) {
      // What ends every consumer at once must not keep the service busy with it.
      await sleep(beginPauseMs);
      if (this.#stopping) return;
      const old = this.#consumer;
      this.#consumer = this.#made();
      this.#muteMs = 0;
      this.#forget();
      // It may never end; nobody waits.
      void old.disconnect().catch(() => undefined);
      try {
        await within(this.#run(), beginWithinMs, 'to begin with another consumer');
        // Closed meanwhile, when it had not joined its group yet.
        if (this.#stopping) await this.#consumer.disconnect();
        return;
      } catch (error) {
        this.options.onTrouble(error, 'the consumer could not be started again');
      }
    }
  }

  /** Partitions may have gone: what waits here comes again from the last committed offset, to whoever owns it now. */
  #forget(): void {
    this.#generation += 1;
    this.#queue = [];
    this.#queued = 0;
    this.#done.clear();
    this.#lag.forget();
  }

  async #take(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const wall = this.options.wall();
    this.#lag.fetched({ ...batch, firstOffset: batch.messages[0]?.offset ?? batch.highWatermark });
    for (const { offset, value, headers, timestamp } of batch.messages) {
      const read = this.options.worker.read(
        { topic: batch.topic, partition: batch.partition, offset, value, timestamp, ...(headers && { headers }) },
        wall,
      );
      this.#queue.push(read);
      this.#queued += Math.max(1, read.tasks.length);
    }
    // Taken over; without this kafkajs would read the batch again. Committing is another matter.
    payload.resolveOffset(batch.lastOffset());
    this.#wake?.();
    while (this.#queued > 4 * this.options.batchMessages && payload.isRunning() && !payload.isStale()) {
      await sleep(5);
      await payload.heartbeat();
    }
  }

  async #work(): Promise<void> {
    const { worker, batchMessages, lingerMs } = this.options;
    let taken = 0;
    while (!this.#stopping) {
      if (this.#queued === 0) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#wake = undefined;
        continue;
      }
      // Alone, a message does not wait; under load, waiting gathers what would cost a transaction of its own.
      const waitMs = Math.round(lingerMs * Math.min(1, taken / busyMessages));
      if (this.#queued < batchMessages && waitMs > 0) await sleep(waitMs);
      const generation = this.#generation;
      const records = this.#next(batchMessages);
      this.#underWay = records;
      taken = records.reduce((sum, { tasks }) => sum + tasks.length, 0);
      if (records.length === 0) continue;
      const ended = await worker.handle(records, () => this.#stopping || generation !== this.#generation);
      this.#underWay = [];
      if (ended === 'abandoned' || generation !== this.#generation) continue;
      for (const { record } of records) {
        const { topic, partition, offset } = record;
        this.#lag.handled(record);
        this.#done.set(`${topic}/${partition}`, { topic, partition, offset: (BigInt(offset) + 1n).toString() });
      }
    }
  }

  /** Whole records from the head of the queue until they hold enough messages. */
  #next(batchMessages: number): TakenRecord[] {
    let messages = 0;
    let count = 0;
    while (count < this.#queue.length && messages < batchMessages) {
      messages += Math.max(1, this.#queue[count]?.tasks.length ?? 0);
      count += 1;
    }
    this.#queued -= messages;
    return this.#queue.splice(0, count);
  }

  async #commit(): Promise<void> {
    if (this.#done.size === 0) return;
    const generation = this.#generation;
    const done = this.#done;
    const offsets = [...done.values()];
    this.#done = new Map();
    crashPoint('before-offset', () => offsets.map(({ topic }) => topic));
    try {
      await this.#consumer.commitOffsets(offsets);
    } catch (error) {
      // Tried again with the next ones; after a crash the records come again and the inbox knows them.
      if (generation === this.#generation) this.#done = new Map([...done, ...this.#done]);
      this.options.onTrouble(error, 'offsets could not be committed');
    }
  }
}
