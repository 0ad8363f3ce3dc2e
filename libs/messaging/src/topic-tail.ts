import type { Admin, Kafka } from 'kafkajs';
import { type Followed, KeptRecords } from './kept-records.js';
import { distance, type Positions } from './positions.js';
import type { ConsumedRecord } from './read-record.js';
import { sleep } from './retriable.js';
import { TopicReader } from './topic-reader.js';
import type { OnTrouble } from './trouble.js';

export interface TopicTailOptions<Item> {
  readonly kafka: Kafka;
  readonly topic: string;
  /** What followers need of a record, read once for all of them; undefined for one that nobody gets. */
  readonly read: (record: ConsumedRecord) => Item | undefined;
  readonly onTrouble: OnTrouble;
  /** Records that are kept for followers who lag, or come back. */
  readonly keep?: number;
  /** So far behind a follower may begin: what is older is a matter of a list, or of a consumer. */
  readonly mostBehind?: bigint;
  /** How long it goes on reading when nobody follows. */
  readonly idleMs?: number;
}

/** Is handed records, those of one partition in order; the next ones come when it is through. */
export type Take<Item> = (records: readonly Followed<Item>[]) => Promise<void>;

export type Following<Item> =
  | {
      readonly ok: true;
      readonly from: Positions;
      /** Records that the topic no longer had where the follower wanted to go on. */
      readonly missed: bigint;
      /** Hands over records until the signal; to be called once. */
      readonly run: (take: Take<Item>, until: AbortSignal) => Promise<void>;
    }
  | { readonly ok: false; readonly because: 'ahead of the topic'; readonly end: Positions }
  | { readonly ok: false; readonly because: 'too far behind'; readonly behind: bigint; readonly most: bigint };

interface Running<Item> {
  readonly reader: TopicReader;
  readonly admin: Admin;
  readonly kept: KeptRecords<Item>;
}

/** At once to one follower. */
const mostAtOnce = 200;
/** Each reads on its own what is no longer kept, with connections of its own. */
const mostCatchingUp = 2;
const lookMs = 250;

/**
 * A topic's records as they come, for any number of followers in this process: one reader for all of them, and only
 * while somebody follows. A follower names the positions at which it goes on; what is no longer kept here it reads again
 * from the topic.
 */
export class TopicTail<Item> {
  #running: Promise<Running<Item>> | undefined;
  #followers = 0;
  #catchingUp = 0;
  #stopped = false;
  #idle: NodeJS.Timeout | undefined;
  readonly #waiting = new Set<() => void>();

  constructor(private readonly options: TopicTailOptions<Item>) {}

  /** Begins to follow, from some positions or from now on. Throws where the broker does not answer. */
  async follow(wanted: Positions | undefined): Promise<Following<Item>> {
    const { mostBehind = 500_000n } = this.options;
    this.#followers += 1;
    try {
      const running = await this.#awake();
      const { low, high } = await offsetsOf(running.admin, this.options.topic);
      const from = wanted ?? high;
      if (distance(high, from) > 0n) return this.#leave({ ok: false, because: 'ahead of the topic', end: high });
      const kept = new Map([...from].map(([partition, offset]) => [partition, max(offset, low.get(partition) ?? 0n)]));
      const behind = distance(kept, high);
      if (behind > mostBehind) return this.#leave({ ok: false, because: 'too far behind', behind, most: mostBehind });
      const run = async (take: Take<Item>, until: AbortSignal): Promise<void> => {
        try {
          await this.#run(running, kept, take, until);
        } finally {
          this.#leave(undefined);
        }
      };
      return { ok: true, from: kept, missed: distance(from, kept), run };
    } catch (error) {
      this.#leave(undefined);
      throw error;
    }
  }

  /** Ends the reading for good; followers end by their own signals. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#rest();
  }

  /** Reads no more until somebody follows again. */
  async #rest(): Promise<void> {
    clearTimeout(this.#idle);
    const stopped = this.#running;
    this.#running = undefined;
    const running = await stopped?.catch(() => undefined);
    await Promise.all([running?.reader.stop(), running?.admin.disconnect()]);
  }

  #leave<Answer>(answer: Answer): Answer {
    this.#followers -= 1;
    clearTimeout(this.#idle);
    if (this.#followers === 0)
      this.#idle = setTimeout(() => {
        if (this.#followers === 0) void this.#rest().catch((error) => this.#trouble(error));
      }, this.options.idleMs ?? 30_000).unref();
    return answer;
  }

  async #awake(): Promise<Running<Item>> {
    if (this.#stopped) throw new Error(`the tail of ${this.options.topic} has stopped`);
    clearTimeout(this.#idle);
    this.#running ??= this.#start().catch((error) => {
      this.#running = undefined;
      throw error;
    });
    return this.#running;
  }

  async #start(): Promise<Running<Item>> {
    const { kafka, topic, onTrouble, keep = 5_000 } = this.options;
    const admin = kafka.admin();
    await admin.connect();
    try {
      const { high } = await offsetsOf(admin, topic);
      const kept = new KeptRecords<Item>(high, keep);
      const take = (records: readonly ConsumedRecord[]): void => {
        kept.add(this.#read(records));
        for (const wake of this.#waiting) wake();
      };
      const reader = new TopicReader(kafka, topic, high, take, onTrouble);
      try {
        await reader.start();
      } catch (error) {
        await reader.stop();
        throw error;
      }
      return { reader, admin, kept };
    } catch (error) {
      await admin.disconnect();
      throw error;
    }
  }

  #read(records: readonly ConsumedRecord[]): Followed<Item>[] {
    return records.flatMap((record) => {
      const item = this.options.read(record);
      return item === undefined ? [] : [{ partition: record.partition, offset: BigInt(record.offset), item }];
    });
  }

  async #run({ kept }: Running<Item>, from: Positions, take: Take<Item>, until: AbortSignal): Promise<void> {
    const at = new Map(from);
    const hand = async (records: readonly Followed<Item>[]): Promise<void> => {
      const fresh = records.filter(({ partition, offset }) => offset >= (at.get(partition) ?? 0n));
      for (const { partition, offset } of fresh) at.set(partition, offset + 1n);
      if (fresh.length > 0 && !until.aborted) await take(fresh);
    };
    let number = kept.numberAt(at);
    while (!until.aborted) {
      const records = number === undefined ? undefined : kept.from(number, mostAtOnce);
      if (number === undefined || records === undefined) {
        const to = new Map(kept.next);
        await this.#catchUp(at, to, hand, until);
        // Records that nobody gets were not handed over; they are passed all the same.
        for (const [partition, offset] of to) at.set(partition, max(offset, at.get(partition) ?? 0n));
        number = kept.numberAt(at);
      } else if (records.length > 0) {
        number += records.length;
        await hand(records);
      } else await this.#news(until);
    }
  }

  /** Reads from the topic itself until `to`, which the tail has seen. */
  async #catchUp(
    at: Positions,
    target: Positions,
    hand: (records: readonly Followed<Item>[]) => Promise<void>,
    until: AbortSignal,
  ): Promise<void> {
    while (this.#catchingUp >= mostCatchingUp && !until.aborted) await sleep(lookMs);
    if (until.aborted) return;
    this.#catchingUp += 1;
    const { kafka, topic, onTrouble } = this.options;
    const reached = new Map(at);
    const reader = new TopicReader(
      kafka,
      topic,
      at,
      async (records) => {
        const { partition = 0, offset = '0' } = records.at(-1) ?? {};
        const followed = this.#read(records).filter((one) => one.offset < (target.get(one.partition) ?? 0n));
        for (let i = 0; i < followed.length && !until.aborted; i += mostAtOnce)
          await hand(followed.slice(i, i + mostAtOnce));
        reached.set(partition, BigInt(offset) + 1n);
        for (const wake of this.#waiting) wake();
      },
      onTrouble,
    );
    try {
      await reader.start();
      while (!until.aborted && distance(reached, target) > 0n) await this.#news(until);
    } finally {
      this.#catchingUp -= 1;
      await reader.stop();
    }
  }

  /** Waits until something may have arrived. */
  #news(until: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        until.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      until.addEventListener('abort', wake);
      if (until.aborted) wake();
    });
  }

  #trouble(error: unknown): void {
    this.options.onTrouble(error, `the tail of ${this.options.topic} could not be stopped`);
  }
}

const max = (one: bigint, other: bigint): bigint => (one > other ? one : other);

async function offsetsOf(admin: Admin, topic: string): Promise<{ low: Positions; high: Positions }> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return {
    low: new Map(offsets.map(({ partition, low }) => [partition, BigInt(low)])),
    high: new Map(offsets.map(({ partition, high }) => [partition, BigInt(high)])),
  };
}
