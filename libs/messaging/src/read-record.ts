import { parseStrictJson } from '#libs/strict-json';
import { inboxDays } from './inbox.js';
import type { Parcel } from './message.js';
import { isUuid } from './uuid.js';

/** A record as the consumer got it. */
export interface ConsumedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly value: Buffer | null;
  /** When it was written, in milliseconds since 1970, as Kafka says it. */
  readonly timestamp?: string;
  readonly headers?: Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;
}

/** A public event as a consumer sees it: the attributes of CloudEvents' binary mode and the data. */
export interface ConsumedEvent<Data = unknown> {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly data: Data;
}

export type Readable<What> =
  | { readonly ok: true; readonly what: What }
  | { readonly ok: false; readonly reason: string };

const unreadable = (reason: string): { ok: false; reason: string } => ({ ok: false, reason });

const dayMs = 86_400_000;
/** A writer puts at most 400; a record full of tiny messages would keep everything behind it waiting. */
const mostMessages = 1000;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads a record of an internal topic; `wall` tells whether the inbox can still remember it. */
export function readParcel(record: ConsumedRecord, wall: number): Readable<Parcel> {
  const json = readJson(record.value);
  if (!json.ok) return json;
  const parcel = json.what as Partial<Parcel> | null;
  if (typeof parcel !== 'object' || parcel === null) return unreadable('a parcel is an object');
  if (typeof parcel.id !== 'string' || !isUuid(parcel.id)) return unreadable('the parcel has no id of UUID form');
  const at = typeof parcel.at === 'string' ? Date.parse(parcel.at) : Number.NaN;
  if (Number.isNaN(at) || !/^\d{4}-\d\d-\d\dT/.test(parcel.at ?? ''))
    return unreadable('the parcel does not say when it was written');
  if (at < wall - (inboxDays - 1) * dayMs) return unreadable('the parcel is older than the inbox remembers');
  if (at > wall + dayMs) return unreadable('the parcel comes from the future');
  if (!Array.isArray(parcel.messages) || parcel.messages.length === 0) return unreadable('the parcel has no messages');
  if (parcel.messages.length > mostMessages) return unreadable(`the parcel has more than ${mostMessages} messages`);
  return { ok: true, what: parcel as Parcel };
}

/** Reads a record of a public topic. */
export function readEvent(record: ConsumedRecord): Readable<ConsumedEvent> {
  const [id, type, subject, time] = ['ce_id', 'ce_type', 'ce_subject', 'ce_time'].map((name) =>
    record.headers?.[name]?.toString(),
  );
  if (!id || !type || !subject || !time)
    return unreadable('the event lacks one of the headers ce_id, ce_type, ce_subject, ce_time');
  const json = readJson(record.value);
  return json.ok ? { ok: true, what: { id, type, subject, time, data: json.what } } : json;
}

function readJson(value: Buffer | null): Readable<unknown> {
  if (value === null || value.length === 0) return unreadable('the record is empty');
  let text: string;
  try {
    text = utf8.decode(value);
  } catch {
    return unreadable('the record is not UTF-8');
  }
  const json = parseStrictJson(text);
  return json.ok ? { ok: true, what: json.value } : unreadable(`${json.because} at '${json.pointer}'`);
}
