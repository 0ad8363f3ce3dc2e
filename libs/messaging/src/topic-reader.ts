import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import type { Positions } from './positions.js';
import type { ConsumedRecord } from './read-record.js';
import { sleep } from './retriable.js';
import type { OnTrouble } from './trouble.js';

const startAgainMs = 1_000;

/**
 * Reads a topic from some positions on, without a word to the broker about how far it is. kafkajs has no reader without
 * a group, so each makes one of its own, which the broker forgets when it has left.
 */
export class TopicReader {
  readonly #next: Map<number, bigint>;
  #consumer: Consumer | undefined;
  #stopped = false;

  constructor(
    private readonly kafka: Kafka,
    private readonly topic: string,
    from: Positions,
    /** Records of one partition, in order; the next ones are fetched when it is through. */
    private readonly take: (records: readonly ConsumedRecord[]) => Promise<void> | void,
    private readonly onTrouble: OnTrouble,
  ) {
    this.#next = new Map(from);
  }

  async start(): Promise<void> {
    const consumer = this.kafka.consumer({
      groupId: `reader-${randomUUID()}`,
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: 250,
      minBytes: 1,
      // A broker that was away is found again within a second or two; by itself kafkajs would wait half a minute.
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 8 },
    });
    this.#consumer = consumer;
    consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
      if (this.#stopped) return;
      this.onTrouble(error, `the reader of ${this.topic} crashed`);
      if (!restart) void this.#again();
    });
    // Nothing is ever committed: whenever the group is joined anew, only the reader itself knows where it is.
    consumer.on(consumer.events.GROUP_JOIN, () => {
      for (const [partition, offset] of this.#next)
        consumer.seek({ topic: this.topic, partition, offset: offset.toString() });
    });
    await consumer.connect();
    // From the beginning, so that what is fetched where the seek is missed is too early at worst, and never too late.
    await consumer.subscribe({ topic: this.topic, fromBeginning: true });
    await consumer.run({ autoCommit: false, eachBatch: (payload) => this.#take(payload) });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#consumer?.disconnect();
  }

  async #take(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const next = this.#next.get(batch.partition) ?? 0n;
    const fresh = batch.messages.filter(({ offset }) => BigInt(offset) >= next);
    const last = fresh.at(-1);
    if (!last || this.#stopped || !payload.isRunning() || payload.isStale()) return;
    this.#next.set(batch.partition, BigInt(last.offset) + 1n);
    const { topic, partition } = batch;
    await this.take(
      fresh.map(({ offset, value, headers }) => ({ topic, partition, offset, value, ...(headers && { headers }) })),
    );
    await payload.heartbeat();
  }

  async #again(): Promise<void> {
    while (!this.#stopped)
      try {
        await sleep(startAgainMs);
        await this.#consumer?.disconnect();
        if (!this.#stopped) await this.start();
        return;
      } catch (error) {
        this.onTrouble(error, `the reader of ${this.topic} could not be started again`);
      }
  }
}
