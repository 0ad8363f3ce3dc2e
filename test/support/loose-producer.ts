import { randomUUID } from 'node:crypto';
import { Partitioners } from 'kafkajs';
import { topics } from '#libs/contracts';
import { type Command, partitionOf, type Reply } from '#libs/messaging';
import { testKafka } from './topic-listener.js';

/** A record to be put on a topic, whatever it says. */
export interface LooseRecord {
  readonly value: Buffer | string | null;
  readonly partition?: number;
  readonly key?: Buffer | string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Puts any record on any topic: what services send twice, late, or would never send. */
export interface LooseProducer {
  put(topic: string, ...records: readonly LooseRecord[]): Promise<void>;
  /** Sends messages as one parcel, where the first one's key belongs; answers the record, to be put again. */
  post(topic: string, ...messages: readonly (Command | Reply)[]): Promise<LooseRecord>;
  close(): Promise<void>;
}

/** A parcel as a service writes it, around whatever it is given. */
export const aParcel = (messages: unknown, other: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({ id: randomUUID(), source: 'test-1', at: new Date().toISOString(), messages, ...other });

const partitionsOf = (name: string): number =>
  Object.values(topics).find((topic) => topic.name === name)?.partitions ?? 1;

export async function looseProducer(brokers: string): Promise<LooseProducer> {
  const producer = testKafka(brokers).producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  const put: LooseProducer['put'] = async (topic, ...records) => {
    const messages = records.map(({ partition = 0, key = null, value, headers = {} }) => ({
      ...{ partition, key, value },
      headers: { ...headers },
    }));
    await producer.send({ topic, acks: -1, messages });
  };
  return {
    put,
    async post(topic, ...messages) {
      const partition = partitionOf(messages[0]?.key ?? '', partitionsOf(topic));
      const record = { partition, value: aParcel(messages) };
      await put(topic, record);
      return record;
    },
    close: () => producer.disconnect(),
  };
}
