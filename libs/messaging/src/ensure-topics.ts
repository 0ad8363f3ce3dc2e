import type { Admin, ITopicMetadata, Kafka } from 'kafkajs';
import { sleep } from './retriable.js';

/** A topic as it is to be: made if it is missing, refused if it stands with another number of partitions. */
export interface TopicShape {
  readonly name: string;
  readonly partitions: number;
  /** -1 for ever. */
  readonly retentionMs: number;
}

/** How many copies of a record there are, and how many of them must stand before it counts as sent. */
export interface TopicCopies {
  /** One broker can keep one; 3 where there are three brokers. */
  readonly replication: number;
  /** One less than there are, where nothing is said: one broker may be away. */
  readonly minInsyncReplicas?: number | undefined;
}

const mostSegmentMs = 3_600_000;
/** What is kept for ever need not be cut short. */
const segmentMs = (retentionMs: number): number =>
  // Kafka drops whole segments only; a segment as long as the retention would keep records twice as long.
  retentionMs < 0 ? 7 * 24 * mostSegmentMs : Math.min(mostSegmentMs, retentionMs / 4);

/** A refusal of several topics says only that there were several; each has its own reason. */
const reasonsOf = (error: unknown): string =>
  ((error as { errors?: readonly { message: string; topic?: string }[] }).errors ?? [])
    .map(({ message, topic }) => `topic ${topic}: ${message}`)
    .join('; ') || String(error);

/**
 * Makes the topics that are missing. Safe in several processes at once.
 *
 * @returns one sentence per topic that stands with another partition count (writers compute partitions themselves) or
 * with fewer copies than asked for: a service must not start on either
 */
export async function ensureTopics(
  kafka: Kafka,
  topics: readonly TopicShape[],
  { replication, minInsyncReplicas = Math.max(1, replication - 1) }: TopicCopies,
): Promise<string[]> {
  // Kafka would take such a topic, and no record for it.
  if (minInsyncReplicas > replication)
    return [`${minInsyncReplicas} of ${replication} copies of a record cannot be demanded`];
  const admin = kafka.admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const missing = topics.filter(({ name }) => !existing.has(name));
    if (missing.length > 0)
      await admin
        .createTopics({
          // kafkajs would wait for them, and fail where a broker has not yet heard of a topic that was just made.
          waitForLeaders: false,
          topics: missing.map(({ name, partitions, retentionMs }) => ({
            topic: name,
            numPartitions: partitions,
            replicationFactor: replication,
            configEntries: [
              { name: 'retention.ms', value: String(retentionMs) },
              { name: 'segment.ms', value: String(segmentMs(retentionMs)) },
              { name: 'min.insync.replicas', value: String(minInsyncReplicas) },
              // By a writer's own clock Kafka would refuse what is an hour ahead, and drop what is days behind.
              { name: 'message.timestamp.type', value: 'LogAppendTime' },
            ],
          })),
        })
        .catch((error: unknown) => {
          const reasons = reasonsOf(error);
          if (!/already exists/i.test(reasons)) throw new Error(reasons, { cause: error });
        });
    const found = await ledTopics(
      admin,
      topics.map(({ name }) => name),
    );
    const standing = new Map(found.map((topic) => [topic.name, topic.partitions]));
    return topics.flatMap(({ name, partitions }) => {
      const stands = standing.get(name) ?? [];
      const fewest = Math.min(...stands.map(({ replicas }) => replicas.length));
      return [
        ...(stands.length === partitions
          ? []
          : [`topic ${name} has ${stands.length} partitions where ${partitions} are expected`]),
        ...(fewest < replication ? [`topic ${name} has ${fewest} copies where ${replication} are expected`] : []),
      ];
    });
  } finally {
    await admin.disconnect();
  }
}

/** A topic that was just made is known to every broker, and led by one, within this time. */
const ledWithinMs = 10_000;

/** The topics as they stand, once each partition has a leader. */
async function ledTopics(admin: Admin, names: readonly string[]): Promise<ITopicMetadata[]> {
  const giveUpAt = performance.now() + ledWithinMs;
  for (;;)
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: [...names] });
      const leaderless = topics.find(({ partitions }) => partitions.some(({ leader }) => leader < 0));
      if (!leaderless) return topics;
      if (performance.now() > giveUpAt) throw new Error(`topic ${leaderless.name} has no leader`);
      await sleep(lookAgainMs);
    } catch (error) {
      if (performance.now() > giveUpAt || !isNotThereYet(error)) throw error;
      await sleep(lookAgainMs);
    }
}

const lookAgainMs = 50;

const isNotThereYet = (error: unknown): boolean =>
  error instanceof Error &&
  'type' in error &&
  (error.type === 'UNKNOWN_TOPIC_OR_PARTITION' || error.type === 'LEADER_NOT_AVAILABLE');
