/**
 * What was parked, which decides how it can go on:
 * `message`: one message of a parcel that could be read; `event`: another service's event that could be read;
 * `record`: a whole record that could not be read; `unsent parcel` and `unsent records`: an outbox row that the broker
 * refused for good.
 */
export type ParkedKind = 'message' | 'event' | 'record' | 'unsent parcel' | 'unsent records';

/** A message that could not be handled, kept with its reason until a person requeues or drops it. */
export interface ParkedMessage {
  readonly kind: ParkedKind;
  readonly topic: string;
  readonly partition: number;
  /** Where it stood in Kafka; what was never sent has its outbox row's id with a minus sign instead. */
  readonly offset: string;
  readonly parcel: string | null;
  /** Its place in the parcel; null when it is no message of a parcel. */
  readonly index: number | null;
  /** Where it is a command or a reply: the command, and the saga that asked. */
  readonly commandId: string | null;
  readonly sagaId: string | null;
  readonly reason: string;
  readonly stack: string | null;
  readonly body: string;
}

/** What has become of it. */
export type ParkedState = 'parked' | 'requeued' | 'dropped';

/** A parked message as it stands in its table. */
export interface ParkedRow extends ParkedMessage {
  readonly id: string;
  readonly parkedAt: Date;
  readonly state: ParkedState;
  readonly settledAt: Date | null;
  /** The caller's id. */
  readonly settledBy: string | null;
  readonly settledWhy: string | null;
  /** The audit record that tells of it. */
  readonly settledIn: string | null;
  readonly version: number;
}

/** They stand in an index, whose rows are short; a longer one is nobody's id. */
const longestId = 200;

/** The command and the saga that a message of a parcel names, as far as it can be read. */
export function sagaNamedBy(message: unknown): Pick<ParkedMessage, 'commandId' | 'sagaId'> {
  const { id, sagaId, re, key } = (message ?? {}) as Readonly<Record<string, unknown>>;
  const [command, saga] = sagaId === undefined ? [re, key] : [id, sagaId];
  const isId = (value: unknown): value is string => typeof value === 'string' && value.length <= longestId;
  return isId(command) && isId(saga) ? { commandId: command, sagaId: saga } : { commandId: null, sagaId: null };
}

/** What a table called `parked` of the messaging tables gets, so that a person can settle what it holds. */
export const parkedSettling = `
  ALTER TABLE parked
    ADD COLUMN kind text NOT NULL DEFAULT 'record'
      CHECK (kind IN ('message', 'event', 'record', 'unsent parcel', 'unsent records')),
    ADD COLUMN command_id text,
    ADD COLUMN saga_id text,
    ADD COLUMN state text NOT NULL DEFAULT 'parked' CHECK (state IN ('parked', 'requeued', 'dropped')),
    ADD COLUMN settled_at timestamptz,
    ADD COLUMN settled_by text,
    ADD COLUMN settled_why text,
    ADD COLUMN settled_in uuid,
    ADD COLUMN version int NOT NULL DEFAULT 1,
    ADD CHECK ((state = 'parked') = (settled_at IS NULL)),
    ADD CHECK ((settled_at IS NULL) = (settled_by IS NULL AND settled_why IS NULL AND settled_in IS NULL));
  UPDATE parked SET kind = CASE
    WHEN index IS NOT NULL THEN 'message'
    WHEN kafka_offset < 0 THEN CASE WHEN starts_with(body, '[') THEN 'unsent records' ELSE 'unsent parcel' END
    WHEN stack IS NOT NULL THEN 'event'
    ELSE 'record' END;
  CREATE INDEX parked_waiting ON parked (id) WHERE state = 'parked';
  CREATE INDEX parked_saga ON parked (saga_id) WHERE saga_id IS NOT NULL;
`;
