import type { Because } from '#libs/decision';

/** An ask to a participant. The same ask has the same id and body for ever; only `attempt` counts on. */
export interface Command<Body = unknown> {
  /** `${sagaId}/${step}/${direction}` */
  readonly id: string;
  /** With its version: `settlement.hold-funds.v1`. */
  readonly type: string;
  /** The row that will be touched most; chooses the partition. */
  readonly key: string;
  readonly sagaId: string;
  readonly attempt: number;
  /** The topic that awaits the reply. */
  readonly replyTo: string;
  readonly body: Body;
}

/** A participant's answer to a command; `already` travels as `accepted`. */
export interface Reply {
  /** `${command id}/reply` */
  readonly id: string;
  readonly type: 'saga.reply.v1';
  /** The saga's id. */
  readonly key: string;
  /** The command's id. */
  readonly re: string;
  readonly attempt: number;
  readonly answer: 'accepted' | 'refused';
  readonly because?: Because;
}

/** What travels inside the system: many messages as one Kafka record, one outbox row and one inbox entry. */
export interface Parcel<Message = unknown> {
  /** UUID v7 */
  readonly id: string;
  /** The instance that wrote it. */
  readonly source: string;
  /** RFC 3339, UTC: when it was written, by the database's clock. */
  readonly at: string;
  readonly traceparent?: string;
  readonly messages: readonly Message[];
}

/** A CloudEvents 1.0 event for other teams, sent in binary mode as one record of its own. */
export interface PublicEvent<Data = Readonly<Record<string, unknown>>> {
  /** Unique for ever; a consumer drops one that it has seen. */
  readonly id: string;
  /** With its version: `gridsaga.trade.cleared.v1`. */
  readonly type: string;
  /** The aggregate's id: CloudEvents' subject, and the record's key where no other is named. */
  readonly subject: string;
  /** The record's key, where events of several subjects are to keep their order among each other. */
  readonly key?: string;
  /** State after, with the aggregate's `sequence`. */
  readonly data: Data & { readonly sequence: number };
}

/** Any other internal message: whoever reads the topic knows its form. Its key chooses the partition. */
export interface KeyedMessage {
  readonly type: string;
  readonly key: string;
}

/** What a decision sends. It leaves with the transaction that decided it, or not at all. */
export type Outgoing =
  | { readonly kind: 'internal'; readonly topic: string; readonly message: Command | Reply | KeyedMessage }
  | { readonly kind: 'public'; readonly topic: string; readonly event: PublicEvent }
  | { readonly kind: 'record'; readonly topic: string; readonly record: RawRecord };

/** A record as it stands in Kafka. */
export interface RawRecord {
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

export const toParticipant = (topic: string, message: Command | Reply | KeyedMessage): Outgoing => ({
  kind: 'internal',
  topic,
  message,
});

export const toEveryone = (topic: string, event: PublicEvent): Outgoing => ({ kind: 'public', topic, event });
