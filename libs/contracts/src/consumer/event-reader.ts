import { boundedMemory, type EventMemory } from './event-memory.js';
import type { KafkaRecord } from './kafka-record.js';
import { type AnyGridsagaEvent, type Drop, type ReadEvent, readEvent } from './read-event.js';

/** What is to be done with a record: handle the event, drop it, or leave alone what is not known. */
export type Taken = ReadEvent | Drop<'handled before' | 'overtaken'>;

export interface EventReader {
  /** Reads a record and compares it with what was handled before. Changes nothing. */
  take(record: KafkaRecord): Promise<Taken>;
  /** The event's effects are kept: from now on it is one that was handled before. */
  handled(event: AnyGridsagaEvent): Promise<void>;
}

/**
 * Reads records that come at least once: repeats are dropped by their id, and whatever the subject is past by its
 * sequence. An event whose handling failed was never called handled, so it is taken again.
 */
export function eventReader(memory: EventMemory = boundedMemory()): EventReader {
  return {
    async take(record) {
      const read = readEvent(record);
      if (!('event' in read)) return read;
      const { topic, subject, sequence, id } = read.event;
      const last = await memory.last(topic, subject);
      if (!last || sequence > last.sequence) return read;
      return last.id === id
        ? { drop: 'handled before', says: `${id} has come again` }
        : { drop: 'overtaken', says: `${id} has sequence ${sequence}, ${subject} is at ${last.sequence}` };
    },
    async handled({ topic, subject, sequence, id }) {
      await memory.remember(topic, subject, { id, sequence });
    },
  };
}
