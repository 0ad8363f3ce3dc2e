import { type PublicEventData, type PublicEventType, publicEvents } from '../public-events.js';
import { headersOf, type KafkaRecord, textOf } from './kafka-record.js';

/** An event of a type: the attributes of CloudEvents, its data as it travelled, and where it stood. */
export interface GridsagaEvent<Type extends PublicEventType = PublicEventType> {
  /** Unique for ever, the same when it comes again. */
  readonly id: string;
  readonly type: Type;
  readonly source: string;
  /** Whose sequence is counted. */
  readonly subject: string;
  /** RFC 3339, UTC. */
  readonly time: string;
  /** Counts the subject's events on this topic, from 1. */
  readonly sequence: number;
  /** The state after the event. `contract.data.parse(data)` makes instants and money of it. */
  readonly data: PublicEventData<Type>;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

/** Told apart by `type`. */
export type AnyGridsagaEvent = { [Type in PublicEventType]: GridsagaEvent<Type> }[PublicEventType];

/** Why a record is not to be handled: `says` is a sentence for the log. */
export interface Drop<Because extends string> {
  readonly drop: Because;
  readonly says: string;
}

export type ReadEvent =
  | { readonly event: AnyGridsagaEvent }
  | Drop<'no CloudEvent' | 'breaks its contract'>
  /** A type that this version of the package does not know on this topic: leave it alone. */
  | { readonly unknown: string };

const contracts = new Map<string, (typeof publicEvents)[number]['contract']>(
  publicEvents.map(({ topic, contract }) => [`${topic.name} ${contract.type}`, contract]),
);

const place = ({ topic, partition, offset }: KafkaRecord): string => `${topic} ${partition}:${offset}`;

/** Reads a record of a public topic: its headers, then its value by the schema of its type. Remembers nothing. */
export function readEvent(record: KafkaRecord): ReadEvent {
  const headers = headersOf(record);
  const [version, id, type, source, subject, time] = [
    ...['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_subject', 'ce_time'],
  ].map((name) => textOf(headers.get(name)));
  if (version !== '1.0' || !id || !type || !source || !subject || !time)
    return { drop: 'no CloudEvent', says: `${place(record)} lacks an attribute of CloudEvents 1.0` };
  const contract = contracts.get(`${record.topic} ${type}`);
  if (!contract) return { unknown: type };
  const data = json(textOf(record.value));
  const parsed = contract.data.safeParse(data);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const says = `${place(record)}, a ${type}, breaks its contract at /${issue?.path.join('/')}: ${issue?.message}`;
    return { drop: 'breaks its contract', says };
  }
  const event = {
    ...{ id, type, source, subject, time, data, sequence: parsed.data.sequence },
    ...{ topic: record.topic, partition: record.partition, offset: String(record.offset) },
  };
  // The contract that was found by the type has just read the data.
  return { event: event as AnyGridsagaEvent };
}

function json(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
