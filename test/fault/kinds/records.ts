import type { Kafka, KafkaMessage, Producer } from 'kafkajs';
import { topics } from '#libs/contracts';
import type { Draw } from '../../../local/sample/seeded-random.js';
import { readSpans, type Span } from '../../support/topic-window.js';
import type { FaultKind } from './fault-kind.js';
import { anywhereIn, type Held, halfOf, inParts, lastOf, swappedWithin } from './record-choices.js';
import { strikingTopics } from './topic-strikes.js';

/**
 * Only what services say to each other. A public topic is read by other teams who rely on what its one writer says; a
 * copy put there by somebody else would be a lie, and no service could be blamed for it.
 */
const internal: readonly string[] = Object.values(topics)
  .filter(({ kind }) => kind === 'internal')
  .map(({ name }) => name);

type Copied = Pick<KafkaMessage, 'key' | 'value' | 'headers'>;

/** kafkajs makes one batch of all records for a partition, and the broker takes no batch beyond a megabyte. */
const mostBytes = 500 * 1024;
const bytesOf = ({ key, value }: Copied): number => (key?.length ?? 0) + (value?.length ?? 0) + 200;

async function heldBy(kafka: Kafka, topic: string): Promise<Held[]> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    return (await admin.fetchTopicOffsets(topic)).map(({ partition, low, high }) => ({
      ...{ topic, partition },
      low: Number(low),
      high: Number(high),
    }));
  } finally {
    await admin.disconnect();
  }
}

async function readOf(kafka: Kafka, spans: readonly Span[]): Promise<Map<number, Copied[]>> {
  const records = new Map<number, Copied[]>();
  await readSpans(kafka, spans, ({ partition }, record) => {
    const before = records.get(partition);
    if (before) before.push(record);
    else records.set(partition, [record]);
  });
  return records;
}

/** Which records of a partition are put there again, and how. */
interface Copying {
  readonly span: (held: Held, draw: Draw) => Span;
  readonly again: (records: readonly Copied[], draw: Draw) => Copied[];
}

/** Puts records of one topic there again, key, value and headers as they were; answers how many. */
async function copyOnce(kafka: Kafka, producer: Producer, draw: Draw, { span, again }: Copying): Promise<number> {
  const topic = internal[draw(0, internal.length - 1)] as string;
  const spans = (await heldBy(kafka, topic)).map((held) => span(held, draw));
  let count = 0;
  for (const [partition, records] of await readOf(kafka, spans))
    for (const part of inParts(again(records, draw), bytesOf, mostBytes)) {
      const messages = part.map(({ key, value, headers = {} }) => ({ partition, key, value, headers }));
      await producer.send({ topic, acks: -1, messages });
      count += part.length;
    }
  return count;
}

const pauseMs = 250;

const copying = (name: string, means: string, what: string, how: Copying): FaultKind => ({
  ...{ name, means },
  targets: ['topics'],
  lastsMs: [2_000, 5_000],
  async inject({ stack, draw }) {
    const striking = strikingTopics(stack, pauseMs, async (kafka, producer) =>
      (await copyOnce(kafka, producer, draw, how)) > 0 ? 1 : 0,
    );
    return { what, heal: () => striking.stop() };
  },
});

/**
 * The records of the last second or two under load, per partition; a record is a parcel of many messages. Many more are
 * an overload, not a fault: what is repeated to a participant without an inbox is looked up and answered again.
 */
const recent = 60;
const old = 60;
const windowRecords = 10;

export const recordFaults: readonly FaultKind[] = [
  copying(
    'double-records',
    'About half of the latest records of a topic between services come again.',
    'half of the latest records put there again, one topic after the other',
    { span: (held) => lastOf(held, recent), again: halfOf },
  ),
  copying(
    'replay-old-records',
    'Old records of a topic between services come again, from anywhere in its log.',
    'old records put there again, one topic after the other',
    { span: (held, draw) => anywhereIn(held, old, draw), again: (records) => [...records] },
  ),
  copying(
    'swap-records',
    'The latest records of a topic between services come again in another order.',
    'the latest records put there again in another order, one topic after the other',
    { span: (held) => lastOf(held, recent), again: (records, draw) => swappedWithin(records, windowRecords, draw) },
  ),
];
