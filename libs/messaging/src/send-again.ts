import { type Decision, accepted, refused } from '#libs/decision';
import { parseStrictJson } from '#libs/strict-json';
import type { ParkedRow } from './parked-message.js';
import { readParcel } from './read-record.js';

const dayMs = 86_400_000;

/**
 * Participants keep the row of every refusal and tombstone for at least so long, and a command that is older than these
 * could take effect twice. Nothing deletes such rows yet; whatever will has to keep them for longer than this.
 */
export const oldestRequeueDays = 90;

/** An outbox row that brings a parked message on its way again. */
export interface SentAgain {
  /** The parked row's. */
  readonly id: string;
  readonly topic: string;
  readonly partition: number;
  /** As the outbox has it: true for records for other teams, false for a parcel. */
  readonly open: boolean;
  readonly body: string;
}

/** What a service does with a topic: how many partitions there are, and what it reads there, if anything. */
export interface KnownTopic {
  readonly partitions: number;
  readonly reads?: 'parcels' | 'events' | undefined;
}

export type SendAgainRefusal =
  | 'no such partition'
  | 'nobody reads it'
  | 'too old'
  | 'bytes were lost'
  | 'no parcel'
  | 'no event';

/** The new parcel: its id is made by whoever asks, its time is the database's. */
export interface NewParcel {
  readonly id: string;
  readonly source: string;
  readonly wall: number;
}

/**
 * How a parked message goes on: a message in a new parcel, with its old id, on the topic and partition that it came from;
 * the messages of a record that nobody could read likewise, where it reads as a parcel now; what the broker refused as it
 * was. An event is its owner's to send, so it is only handled again, and nothing is sent.
 *
 * @returns refused for what can only be dropped
 */
export function sendAgain(
  parked: ParkedRow,
  topic: KnownTopic | undefined,
  parcel: NewParcel,
): Decision<SentAgain | undefined, SendAgainRefusal> {
  const { id, kind, partition, body } = parked;
  if (!topic || partition >= topic.partitions)
    return refused('no such partition', { topic: parked.topic, partition, partitions: topic?.partitions ?? 0 });
  const row = { id, topic: parked.topic, partition };
  // What was read came from a topic that was read then.
  if (!kind.startsWith('unsent') && !topic.reads) return refused('nobody reads it', { topic: parked.topic });
  switch (kind) {
    case 'event':
      return accepted(undefined);
    case 'unsent records':
      return accepted({ ...row, open: true, body });
    case 'unsent parcel':
      // Under its old head it would be older than the inbox of its reader remembers.
      return tooOld(parked, parcel) ?? accepted({ ...row, open: false, body: around(messagesOf(body), parcel) });
    case 'message':
      return tooOld(parked, parcel) ?? accepted({ ...row, open: false, body: around(`[${body}]`, parcel) });
    case 'record':
      return tooOld(parked, parcel) ?? unread(parked, topic, parcel);
  }
}

function tooOld({ parkedAt }: Pick<ParkedRow, 'parkedAt'>, { wall }: NewParcel) {
  const ageDays = Math.floor((wall - parkedAt.getTime()) / dayMs);
  return ageDays >= oldestRequeueDays ? refused('too old', { ageDays, mostDays: oldestRequeueDays }) : undefined;
}

function unread(
  { id, topic, partition, body }: ParkedRow,
  { reads }: KnownTopic,
  parcel: NewParcel,
): Decision<SentAgain, SendAgainRefusal> {
  // Its headers were not kept, and without them it is no event.
  if (reads === 'events') return refused('no event');
  // What was no UTF-8, or NUL, was kept as this character.
  if (body.includes('\uFFFD')) return refused('bytes were lost');
  const json = parseStrictJson(body);
  if (!json.ok) return refused('no parcel', { why: `${json.because} at '${json.pointer}'` });
  const { at, messages } = (json.value ?? {}) as { at?: unknown; messages?: unknown };
  const again = around(JSON.stringify(messages) ?? 'null', parcel);
  const read = readParcel({ topic, partition, offset: '0', value: Buffer.from(again) }, parcel.wall);
  if (!read.ok) return refused('no parcel', { why: read.reason });
  const writtenAt = new Date(typeof at === 'string' ? at : Number.NaN);
  return (
    (Number.isNaN(writtenAt.getTime()) ? undefined : tooOld({ parkedAt: writtenAt }, parcel)) ??
    accepted({ id, topic, partition, open: false, body: again })
  );
}

/** What a service wrote itself can be read. */
const messagesOf = (parcel: string): string =>
  JSON.stringify((JSON.parse(parcel) as { readonly messages: readonly unknown[] }).messages);

function around(messages: string, { id, source, wall }: NewParcel): string {
  const head = JSON.stringify({ id, source, at: new Date(wall).toISOString() });
  return `${head.slice(0, -1)},"messages":${messages}}`;
}
