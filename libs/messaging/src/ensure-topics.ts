import type { Kafka } from 'kafkajs';

/** A topic as it is to be: made if it is missing, refused if it stands with another number of partitions. */
export interface TopicShape {
  readonly name: string;
  readonly partitions: number;
  readonly retentionMs: number;
}

const mostSegmentMs = 3_600_000;

/**
 * Makes the topics that are missing. Safe in several processes at once.
 *
 * @returns one sentence per topic that stands with another partition count: writers compute partitions themselves, so
 * a service must not start on it
 */
export async function ensureTopics(kafka: Kafka, topics: readonly TopicShape[]): Promise<string[]> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const brokers = (await admin.describeCluster()).brokers.length;
    const existing = new Set(await admin.listTopics());
    const missing = topics.filter(({ name }) => !existing.has(name));
    if (missing.length > 0)
      await admin
        .createTopics({
          waitForLeaders: true,
          topics: missing.map(({ name, partitions, retentionMs }) => ({
            topic: name,
            numPartitions: partitions,
            replicationFactor: brokers >= 3 ? 3 : 1,
            configEntries: [
              { name: 'retention.ms', value: String(retentionMs) },
              // Kafka drops whole segments only; a segment as long as the retention would keep records twice as long.
              { name: 'segment.ms', value: String(Math.min(mostSegmentMs, retentionMs / 4)) },
              { name: 'min.insync.replicas', value: brokers >= 3 ? '2' : '1' },
            ],
          })),
        })
        .catch((error: unknown) => {
          if (!/already exists/i.test(String(error))) throw error;
        });
    const { topics: found } = await admin.fetchTopicMetadata({ topics: topics.map(({ name }) => name) });
    const counts = new Map(found.map(({ name, partitions }) => [name, partitions.length]));
    return topics.flatMap(({ name, partitions }) =>
      counts.get(name) === partitions
        ? []
        : [`topic ${name} has ${counts.get(name)} partitions where ${partitions} are expected`],
    );
  } finally {
    await admin.disconnect();
  }
}
