export { type AuditRecord, type AuditState, auditTable, insertAudits } from './audit.js';
export { AuditTrail, type WrittenAudit } from './audit-trail.js';
export { traceIdOf } from './about-message.js';
export { BatchWorker, type ConsumedTopic } from './batch-worker.js';
export type { PartitionLag } from './consumer-lag.js';
export { crashPoint, crashPoints } from './crash-point.js';
export { ensureTopics, type TopicCopies, type TopicShape } from './ensure-topics.js';
export { GroupCommit, OutcomeUnknown } from './group-commit.js';
export { HeardSockets } from './heard-sockets.js';
export { Inbox, inboxDays, turnInboxDays } from './inbox.js';
export { KafkaBatches } from './kafka-batches.strategy.js';
export {
  type Command,
  type KeyedMessage,
  type Outgoing,
  type Parcel,
  type PublicEvent,
  type RawRecord,
  type Reply,
  toEveryone,
  toParticipant,
} from './message.js';
export { Messaging, type MessagingOptions, type WorkedTopics, consumedBy } from './messaging.js';
export { type MessagingMetrics, noMetrics } from './messaging-metrics.js';
export { messagingTables } from './messaging-tables.js';
export { ParkedDesk } from './parked-desk.js';
export { type ParkedRow, parkedSettling } from './parked-message.js';
export { shownInListCharacters } from './parked-messages.js';
export { OpenTransaction } from './open-transaction.js';
export { Outbox } from './outbox.js';
export { partitionOf } from './partition.js';
export { formatPositions, parsePositions, type Positions } from './positions.js';
export { type ConsumedEvent, type ConsumedRecord, readEvent, readParcel } from './read-record.js';
export type { RecordWorker, TakenRecord } from './record-worker.js';
export { RepeatedLook } from './repeated-look.js';
export { backOffMs, isRetriable, sleep } from './retriable.js';
export { Relay } from './relay.js';
export { relayProducer } from './relay-producer.js';
export { replyTo } from './reply-to.js';
export { oldestRequeueDays } from './send-again.js';
export type { SettleParked } from './settle-parked.work.js';
export { Rows } from './rows.js';
export { Shell, Unhandled } from './shell.js';
export { noSpan, noTracing, type Span, type SpanAttributes, type SpanParts, type Tracing } from './tracing.js';
export { type Followed } from './kept-records.js';
export { type Following, TopicTail, type TopicTailOptions } from './topic-tail.js';
export type { About, OnTrouble } from './trouble.js';
export { TryAgainLater } from './try-again-later.js';
export { isUuid } from './uuid.js';
export type { Instants, Store, Transaction, Work } from './work.js';
