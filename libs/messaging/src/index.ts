export { BatchWorker, type ConsumedTopic } from './batch-worker.js';
export { crashPoint, crashPoints } from './crash-point.js';
export { ensureTopics, type TopicShape } from './ensure-topics.js';
export { GroupCommit, OutcomeUnknown } from './group-commit.js';
export { inboxDays, turnInboxDays } from './inbox.js';
export { KafkaBatches } from './kafka-batches.strategy.js';
export {
  type Command,
  type Outgoing,
  type Parcel,
  type PublicEvent,
  type RawRecord,
  type Reply,
  toEveryone,
  toParticipant,
} from './message.js';
export { Messaging, type MessagingOptions, consumedBy } from './messaging.js';
export { type MessagingMetrics, noMetrics } from './messaging-metrics.js';
export { messagingTables } from './messaging-tables.js';
export { partitionOf } from './partition.js';
export type { ConsumedEvent } from './read-record.js';
export { backOffMs, isRetriable, sleep } from './retriable.js';
export { replyTo } from './reply-to.js';
export { Rows } from './rows.js';
export { Shell, Unhandled } from './shell.js';
export type { Instants, Store, Transaction, Work } from './work.js';
