import type { Consumer } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import { topics, tradeClearedV1, tradeRejectedV1 } from '#libs/contracts';
import { wallMs } from '../support/load.js';
import { testKafka } from '../support/topic-listener.js';
import { whileUnsettled } from '../support/while-unsettled.js';

/** The end of a trade as its event told it. */
export interface TradeEnd {
  readonly id: string;
  /** Milliseconds of the wall clock. */
  readonly arrivedAt: number;
  /** Why it was rejected; undefined for one that cleared. */
  readonly reason: string | undefined;
}

export interface TradeEndsOptions {
  readonly brokers: string;
  /** What arrived together; an event that came twice is handed over twice. */
  readonly take: (ends: readonly TradeEnd[]) => void;
  readonly onFailure: (failure: Error) => void;
}

const topic = topics.trades.name;

/** Hears of the ends of trades as another team would: from the public topic, in a group of its own, from now on. */
export class TradeEnds {
  readonly #consumer: Consumer;
  /** By partition, where it goes on. Nothing is committed, so that only this says it when the group is joined anew. */
  readonly #next = new Map<number, bigint>();

  private constructor(private readonly options: TradeEndsOptions) {
    this.#consumer = testKafka(options.brokers).consumer({
      groupId: `bench-${randomUUID()}`,
      allowAutoTopicCreation: false,
      minBytes: 1,
      maxWaitTimeInMs: 5,
    });
  }

  /** Resolves when the group is joined and a first fetch from the topic's end has been answered. */
  static async of(options: TradeEndsOptions): Promise<TradeEnds> {
    const ends = new TradeEnds(options);
    await ends.#start();
    return ends;
  }

  close(): Promise<void> {
    return this.#consumer.disconnect();
  }

  async #start(): Promise<void> {
    const admin = testKafka(this.options.brokers).admin();
    await admin.connect();
    const offsets = await whileUnsettled(() => admin.fetchTopicOffsets(topic)).finally(() => admin.disconnect());
    for (const { partition, high } of offsets) this.#next.set(partition, BigInt(high));
    const consumer = this.#consumer;
    let isJoined = false;
    consumer.on(consumer.events.GROUP_JOIN, () => {
      for (const [partition, offset] of this.#next) consumer.seek({ topic, partition, offset: offset.toString() });
      isJoined = true;
    });
    consumer.on(consumer.events.CRASH, ({ payload: { error } }) => this.options.onFailure(error));
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const warm = new Promise<void>((resolve) => {
      consumer.on(consumer.events.FETCH, () => isJoined && resolve());
    });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch: { partition, messages } }) => {
        const arrivedAt = wallMs();
        const next = this.#next.get(partition) ?? 0n;
        const fresh = messages.filter(({ offset }) => BigInt(offset) >= next);
        const last = fresh.at(-1);
        if (!last) return;
        this.#next.set(partition, BigInt(last.offset) + 1n);
        const ends = fresh.flatMap(({ value, headers = {} }): TradeEnd[] => {
          const type = String(headers['ce_type']);
          const end = { id: String(headers['ce_subject']), arrivedAt };
          if (type === tradeClearedV1.type) return [{ ...end, reason: undefined }];
          return type === tradeRejectedV1.type ? [{ ...end, reason: reasonOf(value) }] : [];
        });
        if (ends.length > 0) this.options.take(ends);
      },
    });
    await warm;
  }
}

const reasonOf = (value: Buffer | null): string =>
  (JSON.parse(String(value)) as { because: { reason: string } }).because.reason;
