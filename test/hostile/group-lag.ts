import type { Admin } from 'kafkajs';
import { internalTopics } from '../invariant/internal-topics.js';
import { topics } from '#libs/contracts';
import { testKafka } from '../support/topic-listener.js';
import { whileUnsettled } from '../support/while-unsettled.js';

/** Who reads what: every group of every topic on which a record can wait. */
const readers: readonly (readonly [topic: string, group: string])[] = [
  ...[...internalTopics].map(([topic, { group }]) => [topic, group] as const),
  [topics.parties.name, 'settlement'],
  [topics.parties.name, 'metering'],
];

/** How many records each group has before it on a topic; only where there are any. */
export async function groupLags(
  brokers: string,
): Promise<readonly { readonly group: string; readonly topic: string; readonly records: number }[]> {
  const admin = testKafka(brokers).admin();
  await admin.connect();
  try {
    const lags = [];
    // One after another: side by side, kafkajs may answer one topic from metadata that it fetched for the others only.
    for (const [topic, group] of readers) lags.push({ group, topic, records: await lagOf(admin, topic, group) });
    return lags.filter(({ records }) => records > 0);
  } finally {
    await admin.disconnect();
  }
}

async function lagOf(admin: Admin, topic: string, groupId: string): Promise<number> {
  const ends = await whileUnsettled(() => admin.fetchTopicOffsets(topic));
  const [read] = await whileUnsettled(() => admin.fetchOffsets({ groupId, topics: [topic] }));
  const next = new Map(read?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
  return ends.reduce(
    (sum, { partition, low, high }) => sum + Number(high) - Math.max(next.get(partition) ?? 0, Number(low)),
    0,
  );
}
