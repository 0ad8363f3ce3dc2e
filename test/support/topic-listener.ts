import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { waitUntil } from '../../local/wait-until.js';
import { whileUnsettled } from './while-unsettled.js';

/** A record as it lay on its topic. */
export interface HeardRecord {
  readonly partition: number;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

export interface TopicListener {
  /** Everything from the topic's beginning, in the order of its arrival here. */
  readonly records: readonly HeardRecord[];
  close(): Promise<void>;
}

export const testKafka = (brokers: string): Kafka =>
  new Kafka({ clientId: 'gridsaga-test', brokers: [brokers], logLevel: logLevel.NOTHING, retry: { retries: 20 } });

/** Hears a topic from its beginning, as a group of its own, so that nobody else hears less. */
export async function listenTo(brokers: string, topic: string): Promise<TopicListener> {
  const consumer = testKafka(brokers).consumer({
    groupId: `test-${randomUUID()}`,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: 20,
  });
  const records: HeardRecord[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ partition, message: { offset, key, value, headers = {} } }) => {
      const texts = Object.entries(headers).map(([name, text]) => [name, String(text)]);
      records.push({ partition, offset, key, value, headers: Object.fromEntries(texts) });
    },
  });
  return { records, close: () => consumer.disconnect() };
}

/** Everything that lies on a topic now. */
export async function readTopic(brokers: string, topic: string): Promise<readonly HeardRecord[]> {
  const admin = testKafka(brokers).admin();
  await admin.connect();
  const ends = await whileUnsettled(() => admin.fetchTopicOffsets(topic)).finally(() => admin.disconnect());
  const count = ends.reduce((sum, { low, high }) => sum + Number(high) - Number(low), 0);
  const listener = await listenTo(brokers, topic);
  try {
    return await waitUntil(() => (listener.records.length >= count ? listener.records : undefined), {
      everyMs: 20,
      withinMs: 20_000,
      otherwise: () => `${listener.records.length} of ${count} records of ${topic} arrived`,
    });
  } finally {
    await listener.close();
  }
}
