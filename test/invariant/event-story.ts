import type { ZodType } from 'zod';
import { publicEvents } from '#libs/contracts';
import type { Log, LoggedEvent } from './log.js';

/** An event as a careful consumer keeps it: the first of its id, its data as it came. */
export interface KeptEvent {
  readonly topic: string;
  readonly type: string;
  readonly subject: string;
  readonly sequence: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What was found wrong while reading, by the rule that it breaks. */
export interface EventStory {
  readonly kept: readonly KeptEvent[];
  /** With its place, for whoever parked it. */
  readonly malformed: readonly { readonly event: LoggedEvent; readonly because: string }[];
  readonly unlikeRepeats: readonly string[];
  readonly outOfSequence: readonly string[];
}

/** The contract of each type on each topic. */
const contracts: ReadonlyMap<string, ZodType<{ readonly sequence: number }>> = new Map<
  string,
  ZodType<{ readonly sequence: number }>
>(publicEvents.map(({ topic, contract }) => [`${topic.name} ${contract.type}`, contract.data]));

const where = ({ topic, partition, offset }: LoggedEvent): string => `${topic} ${partition}:${offset}`;

/** Reads an event, or says why it is none that its topic promises. */
function read(event: LoggedEvent): KeptEvent | string {
  const { topic, key, attributes, body } = event;
  const { id, type, subject, source, time, specversion, partitionkey = subject } = attributes;
  if (!id || !type || !subject || !source || !time || specversion !== '1.0') return 'is no CloudEvent';
  if (key !== partitionkey) return `has the key ${key}, expected ${partitionkey}`;
  const contract = contracts.get(`${topic} ${type}`);
  if (!contract) return `is of the type ${type}, which its topic does not carry`;
  let data: unknown;
  try {
    data = JSON.parse(body);
  } catch {
    return 'is no JSON';
  }
  const parsed = contract.safeParse(data);
  if (!parsed.success) return `breaks its contract at /${parsed.error.issues[0]?.path.join('/')}`;
  return { topic, type, subject, sequence: parsed.data.sequence, data: data as KeptEvent['data'] };
}

/**
 * Reads public events as other teams do: repeats of an id are dropped, then each key's sequence must count up by one,
 * from 1 where the topic is still whole.
 *
 * @param events in order within each partition
 */
export function eventStory({ events, wholeSince }: Pick<Log, 'events' | 'wholeSince'>): EventStory {
  const kept: KeptEvent[] = [];
  const malformed: { event: LoggedEvent; because: string }[] = [];
  const unlikeRepeats: string[] = [];
  const outOfSequence: string[] = [];
  const seen = new Map<string, LoggedEvent>();
  const last = new Map<string, { readonly partition: number; readonly sequence: number }>();
  for (const event of events) {
    const one = read(event);
    if (typeof one === 'string') {
      malformed.push({ event, because: `${where(event)} ${one}` });
      continue;
    }
    const id = `${event.topic} ${event.attributes['id']}`;
    const first = seen.get(id);
    if (first) {
      if (first.key !== event.key || first.body !== event.body) {
        unlikeRepeats.push(`${where(event)} has the id of ${where(first)} and says something else`);
      }
      continue;
    }
    seen.set(id, event);
    const key = `${event.topic} ${one.subject}`;
    const before = last.get(key);
    if (before && before.partition !== event.partition) {
      outOfSequence.push(`${where(event)}: ${one.subject} stands on partition ${before.partition} too`);
    }
    const expected = before ? before.sequence + 1 : wholeSince.has(event.topic) ? one.sequence : 1;
    if (one.sequence !== expected) {
      outOfSequence.push(`${where(event)}: ${one.subject} has sequence ${one.sequence}, expected ${expected}`);
    }
    last.set(key, { partition: event.partition, sequence: one.sequence });
    kept.push(one);
  }
  return { kept, malformed, unlikeRepeats, outOfSequence };
}
