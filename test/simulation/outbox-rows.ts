import { type Outgoing, partitionOf, type PublicEvent } from '#libs/messaging';
import { type LogRecord, partitionsPerTopic } from './simulated-log.js';

export interface OutboxRow {
  readonly id: number;
  readonly lane: string;
  readonly isPublic: boolean;
  readonly record: LogRecord;
}

interface GrowingRecord extends LogRecord {
  readonly messages: unknown[];
  readonly events: PublicEvent[];
}

/** One outbox row per topic and partition (outbox.ts). */
export function outboxRows(
  db: { nextOutboxId(): number },
  sent: readonly Outgoing[],
  nextParcel: () => string,
): OutboxRow[] {
  const rows = new Map<string, OutboxRow & { readonly record: GrowingRecord }>();
  for (const outgoing of sent) {
    const isPublic = outgoing.kind !== 'internal';
    const lane = `${outgoing.topic}/${partitionOf(keyOf(outgoing), partitionsPerTopic)}`;
    let row = rows.get(lane);
    if (!row) {
      row = { id: db.nextOutboxId(), lane, isPublic, record: { id: nextParcel(), messages: [], events: [] } };
      rows.set(lane, row);
    }
    if (outgoing.kind === 'internal') row.record.messages.push(outgoing.message);
    if (outgoing.kind === 'public') row.record.events.push(outgoing.event);
  }
  return [...rows.values()];
}

function keyOf(outgoing: Outgoing): string {
  if (outgoing.kind === 'internal') return outgoing.message.key;
  return outgoing.kind === 'public' ? (outgoing.event.key ?? outgoing.event.subject) : outgoing.record.key;
}
