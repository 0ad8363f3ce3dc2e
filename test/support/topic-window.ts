import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import kafkajs, { type Kafka, type KafkaMessage } from 'kafkajs';

/** Records of one partition, `from` included and `until` not. */
export interface Span {
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  readonly until: number;
}

/** A client that gives up after some seconds while the broker is away; `brokers` as `host:port,host:port`. */
export const hastyKafka = (brokers: string): Kafka =>
  new kafkajs.Kafka({
    clientId: 'gridsaga-test',
    brokers: brokers.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
    connectionTimeout: 2_000,
    requestTimeout: 5_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 4 },
  });

const silenceMs = 10_000;

/** The broker lets a group join and sends nothing, as one without room on its disk may. */
export class KafkaSilent extends Error {}

/**
 * Reads spans of topics in a throw-away group and hands each record over, in order within a partition. Throws where the
 * broker is away or falls silent.
 */
export async function readSpans(
  kafka: Kafka,
  spans: readonly Span[],
  take: (span: Span, message: KafkaMessage) => void,
): Promise<void> {
  const awaited = new Map(
    spans.filter(({ from, until }) => until > from).map((span) => [`${span.topic}/${span.partition}`, span]),
  );
  if (awaited.size === 0) return;
  const groupId = `test-${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 20, allowAutoTopicCreation: false });
  const reading = new AbortController();
  let heardMs = performance.now();
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...new Set(spans.map(({ topic }) => topic))], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        heardMs = performance.now();
        const place = `${batch.topic}/${batch.partition}`;
        const span = awaited.get(place);
        if (!span) return;
        for (const message of batch.messages) {
          const offset = Number(message.offset);
          if (offset >= span.from && offset < span.until) take(span, message);
        }
        if (Number(batch.lastOffset()) >= span.until - 1) awaited.delete(place);
        if (awaited.size === 0) reading.abort();
      },
    });
    for (const { topic, partition, from } of awaited.values())
      consumer.seek({ topic, partition, offset: String(from) });
    while (!reading.signal.aborted) {
      if (performance.now() - heardMs > silenceMs)
        throw new KafkaSilent(`Kafka sent nothing more of ${[...awaited.keys()].join(', ')}`);
      await pause(500, undefined, { signal: reading.signal }).catch(() => undefined);
    }
  } finally {
    await consumer.disconnect().catch(() => undefined);
    const admin = kafka.admin();
    // The broker forgets an empty group by itself, only much later.
    await admin
      .connect()
      .then(() => admin.deleteGroups([groupId]))
      .catch(() => undefined);
    await admin.disconnect().catch(() => undefined);
  }
}
