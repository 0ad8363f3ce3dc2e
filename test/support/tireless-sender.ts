import { relayProducer } from '#libs/messaging';
import kafkajs, { type Kafka } from 'kafkajs';
import { setTimeout as pause } from 'node:timers/promises';
import { whileUnsettled } from './while-unsettled.js';

const patience = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 8 };
const pauseMs = 50;

/** Sends to every partition of a topic at once, again and again, by a relay's producer, and knows what was acknowledged. */
export class TirelessSender {
  readonly acknowledged = new Set<string>();
  failures = 0;
  #count = 0;

  private constructor(
    private readonly kafka: Kafka,
    private readonly topic: string,
    private readonly partitions: number,
  ) {}

  /** Makes the topic, with three copies. */
  static async onTopic(brokers: string, topic: string, partitions: number): Promise<TirelessSender> {
    const kafka = new kafkajs.Kafka({
      brokers: brokers.split(','),
      logLevel: kafkajs.logLevel.NOTHING,
      retry: patience,
    });
    const admin = kafka.admin();
    await admin.connect();
    const configEntries = [{ name: 'min.insync.replicas', value: '2' }];
    await admin.createTopics({ topics: [{ topic, numPartitions: partitions, replicationFactor: 3, configEntries }] });
    await admin.disconnect();
    return new TirelessSender(kafka, topic, partitions);
  }

  async send(until: AbortSignal): Promise<void> {
    const producer = relayProducer(this.kafka);
    await producer.connect();
    while (!until.aborted) {
      const messages = Array.from({ length: this.partitions }, (_, partition) => ({ partition, value: this.#next() }));
      try {
        await producer.sendBatch({ acks: -1, topicMessages: [{ topic: this.topic, messages }] });
        for (const { value } of messages) this.acknowledged.add(value);
      } catch {
        this.failures += 1;
        await pause(pauseMs);
      }
    }
    await producer.disconnect();
  }

  /** What was acknowledged and stands nowhere. */
  async lost(): Promise<string[]> {
    const admin = this.kafka.admin();
    await admin.connect();
    const offsets = await whileUnsettled(() => admin.fetchTopicOffsets(this.topic));
    await admin.disconnect();
    let awaited = offsets.reduce((sum, { high }) => sum + Number(high), 0);
    const standing = new Set<string>();
    const consumer = this.kafka.consumer({ groupId: this.topic });
    await consumer.connect();
    await consumer.subscribe({ topics: [this.topic], fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      const eachBatch = async ({ batch }: { batch: { messages: readonly { value: Buffer | null }[] } }) => {
        for (const { value } of batch.messages) standing.add(String(value));
        awaited -= batch.messages.length;
        if (awaited <= 0) resolve();
      };
      consumer.run({ eachBatch }).catch(reject);
    });
    await consumer.disconnect();
    return [...this.acknowledged].filter((value) => !standing.has(value));
  }

  #next(): string {
    this.#count += 1;
    return String(this.#count);
  }
}
