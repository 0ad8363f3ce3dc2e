import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import kafkajs, { type Admin, type Consumer, type Kafka, type KafkaMessage } from 'kafkajs';
import { topics } from '#libs/contracts';
import { whileUnsettled } from '../support/while-unsettled.js';
import { type InternalTopic, internalTopics, parkedTopics } from './internal-topics.js';
import type { LogTaker } from './log.js';

const publicTopics = Object.values(topics).flatMap(({ kind, name }) => (kind === 'public' ? [name] : []));
const names = [...publicTopics, ...internalTopics.keys(), ...parkedTopics.keys()];
const isPublic: ReadonlySet<string> = new Set(publicTopics);

/** A broker that sends nothing for so long has failed us. */
const silenceMs = 20_000;

const lookEveryMs = 250;
const mostLooks = 8;

const attributesOf = ({ headers = {} }: KafkaMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith('ce_') && value !== undefined ? [[name.slice(3), String(value)]] : [],
    ),
  );

/**
 * Reads every public, internal and parked topic from its beginning to the end that it had at the start of the reading, in a
 * throw-away group. Throws where a topic is missing or the broker falls silent.
 */
export async function readLog(brokers: string, taker: LogTaker): Promise<void> {
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
    await untilCommitted(admin, spans, passed);
    await readSpans(kafka, admin, spans, giver(passed, taker));
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
    for (const { partition, low, high } of await whileUnsettled(() => admin.fetchTopicOffsets(topic)))
      spans.push({ topic, partition, low: Number(low), high: Number(high) });
  }
  return spans;
}

/** The offset that each consumer comes to next; read before the log, so that what it is past can be asked for after. */
async function passedOffsets(
  admin: Admin,
  wanted: (topic: InternalTopic) => boolean = () => true,
): Promise<Map<string, number>> {
  const passed = new Map<string, number>();
  for (const [topic, of] of internalTopics) {
    if (!wanted(of)) continue;
    const { group: groupId } = of;
    const [offsets] = await whileUnsettled(() => admin.fetchOffsets({ groupId, topics: [topic] }));
    for (const { partition, offset } of offsets?.partitions ?? []) passed.set(place(topic, partition), Number(offset));
  }
  return passed;
}

/**
 * Offsets follow half a second behind the databases, and where there is no inbox nothing else says that a record was read:
 * asks again for them, for a moment, on a system that has just become quiet.
 */
async function untilCommitted(admin: Admin, spans: readonly Span[], passed: Map<string, number>): Promise<void> {
  const isBehind = ({ topic, partition, low, high }: Span): boolean =>
    internalTopics.get(topic)?.inbox === false && high > Math.max(low, passed.get(place(topic, partition)) ?? 0);
  for (let looks = 0; looks < mostLooks && spans.some(isBehind); looks += 1) {
    await pause(lookEveryMs);
    for (const [at, offset] of await passedOffsets(admin, ({ inbox }) => !inbox)) passed.set(at, offset);
  }
}

type Take = (span: Span, message: KafkaMessage) => void;

/** Gives records away as what they are. */
function giver(passed: ReadonlyMap<string, number>, taker: LogTaker): Take {
  const taken = new Map<string, number>();
  return ({ topic, partition, high }, message) => {
    const offset = Number(message.offset);
    const at = place(topic, partition);
    const last = taken.get(at);
    // A group that was interrupted begins again at the beginning.
    if (offset >= high || offset <= (last ?? -1)) return;
    taken.set(at, offset);
    // Only where retention has cut: the oldest record that is left tells since when nothing is missing.
    if (last === undefined && offset > 0) taker.cut(topic, partition, Number(message.timestamp));
    const body = message.value?.toString() ?? '';
    if (!isPublic.has(topic)) taker.parcel({ topic, partition, offset, body, passed: offset < (passed.get(at) ?? 0) });
    else {
      const key = message.key?.toString() ?? null;
      taker.event({ topic, partition, offset, key, attributes: attributesOf(message), body });
    }
  };
}

async function readSpans(kafka: Kafka, admin: Admin, spans: readonly Span[], take: Take): Promise<void> {
  const awaited = new Map(
    spans.filter(({ low, high }) => high > low).map((span) => [place(span.topic, span.partition), span]),
  );
  if (awaited.size === 0) return;
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
}

function untilRead(consumer: Consumer, awaited: Map<string, Span>, take: Take): Promise<void> {
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
            try {
              for (const message of batch.messages) take(span, message);
            } catch (failure) {
              // kafkajs would come with the same batch again.
              reject(failure as Error);
            }
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
