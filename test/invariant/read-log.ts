import { randomUUID } from 'node:crypto';
import kafkajs, { type Admin, type Consumer, type Kafka, type KafkaMessage } from 'kafkajs';
import { topics } from '#libs/contracts';
import type { Log, LoggedEvent, LoggedParcel } from './log.js';
import { parcelId } from './parcel-id.js';
import type { Service } from './snapshot.js';

/**
 * Each internal topic whose parcels an inbox remembers, with the service whose inbox it is, which is also the name in it,
 * and the group that consumes the topic. The branches' topics have none: what they led to is found by its gid.
 */
export const consumerOf: ReadonlyMap<string, { readonly service: Service; readonly group: string }> = new Map([
  [topics.settlementCommands.name, { service: 'settlement', group: 'settlement' }],
  [topics.meteringCommands.name, { service: 'metering', group: 'metering' }],
  [topics.tradingReplies.name, { service: 'trading', group: 'trading' }],
  [topics.tradingVotes.name, { service: 'trading', group: 'trading.two-phase' }],
]);

const names = Object.values(topics)
  .filter(({ kind, name }) => kind === 'public' || consumerOf.has(name))
  .map(({ name }) => name);

/** A broker that sends nothing for so long has failed us. */
const silenceMs = 20_000;

const attributesOf = ({ headers = {} }: KafkaMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith('ce_') && value !== undefined ? [[name.slice(3), String(value)]] : [],
    ),
  );

/**
 * Reads every public and internal topic from its beginning to the end that it had at the start of the reading, in a
 * throw-away group. Throws where a topic is missing or the broker falls silent.
 */
export async function readLog(brokers: string): Promise<Log> {
  const kafka = new kafkajs.Kafka({
    clientId: 'invariants',
    brokers: brokers.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 6 },
  });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const passed = await passedOffsets(admin);
    const spans = await spansOf(admin);
    return await readSpans(kafka, admin, spans, passed);
  } finally {
    await admin.disconnect();
  }
}

interface Span {
  readonly topic: string;
  readonly partition: number;
  readonly low: number;
  readonly high: number;
}

const place = (topic: string, partition: number): string => `${topic}/${partition}`;

async function spansOf(admin: Admin): Promise<Span[]> {
  const spans: Span[] = [];
  // One after another: side by side, kafkajs may answer one topic from metadata that it fetched for the others only.
  for (const topic of names) {
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic))
      spans.push({ topic, partition, low: Number(low), high: Number(high) });
  }
  return spans;
}

/** The offset that each consumer comes to next; read before the log, so that what it is past can be asked for after. */
async function passedOffsets(admin: Admin): Promise<Map<string, number>> {
  const passed = new Map<string, number>();
  for (const [topic, { group: groupId }] of consumerOf) {
    const [offsets] = await admin.fetchOffsets({ groupId, topics: [topic] });
    for (const { partition, offset } of offsets?.partitions ?? []) passed.set(place(topic, partition), Number(offset));
  }
  return passed;
}

async function readSpans(
  kafka: Kafka,
  admin: Admin,
  spans: readonly Span[],
  passed: Map<string, number>,
): Promise<Log> {
  const events: LoggedEvent[] = [];
  const parcels: LoggedParcel[] = [];
  const wholeSince = new Map<string, number>();
  const awaited = new Map(
    spans.filter(({ low, high }) => high > low).map((span) => [place(span.topic, span.partition), span]),
  );
  if (awaited.size === 0) return { events, parcels, wholeSince };

  const take = (span: Span, message: KafkaMessage): void => {
    const { topic, partition, low, high } = span;
    const offset = Number(message.offset);
    if (offset >= high) return;
    // Only where retention has cut: the oldest record that is left tells since when nothing is missing.
    if (low > 0 && offset === low) {
      wholeSince.set(topic, Math.max(wholeSince.get(topic) ?? 0, Number(message.timestamp)));
    }
    const body = message.value?.toString() ?? '';
    if (consumerOf.has(topic)) {
      const isPassed = offset < (passed.get(place(topic, partition)) ?? 0);
      parcels.push({ topic, partition, offset, id: parcelId(body), passed: isPassed });
    } else {
      events.push({
        topic,
        partition,
        offset,
        key: message.key?.toString() ?? null,
        attributes: attributesOf(message),
        body,
      });
    }
  };

  const groupId = `invariants-${randomUUID()}`;
  const consumer = kafka.consumer({
    groupId,
    maxWaitTimeInMs: 50,
    allowAutoTopicCreation: false,
    sessionTimeout: 20_000,
  });
  try {
    await consumer.connect();
    await consumer.subscribe({
      topics: [...new Set([...awaited.values()].map(({ topic }) => topic))],
      fromBeginning: true,
    });
    await untilRead(consumer, awaited, take);
  } finally {
    await consumer.disconnect();
    // The broker forgets an empty group by itself, only much later.
    await admin.deleteGroups([groupId]).catch(() => undefined);
  }
  return { events, parcels, wholeSince };
}

function untilRead(
  consumer: Consumer,
  awaited: Map<string, Span>,
  take: (span: Span, message: KafkaMessage) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const fallenSilent = (): void => reject(new Error(`Kafka sent nothing more of ${[...awaited.keys()].join(', ')}`));
    let silence = setTimeout(fallenSilent, silenceMs);
    consumer
      .run({
        autoCommit: false,
        eachBatch: ({ batch }) => {
          clearTimeout(silence);
          const span = awaited.get(place(batch.topic, batch.partition));
          if (span) {
            for (const message of batch.messages) take(span, message);
            if (Number(batch.lastOffset()) >= span.high - 1) awaited.delete(place(span.topic, span.partition));
          }
          if (awaited.size === 0) resolve();
          else silence = setTimeout(fallenSilent, silenceMs);
          return Promise.resolve();
        },
      })
      .catch(reject);
  });
}
