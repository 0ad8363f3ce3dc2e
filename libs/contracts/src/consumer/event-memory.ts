/** The last event of a subject that was handled. */
export interface HandledEvent {
  readonly id: string;
  readonly sequence: number;
}

/**
 * What a consumer remembers of each subject. In memory it is gone with the process, and Kafka's offsets alone say where
 * to go on; kept in the consumer's own database, written in the transaction that handles the event, nothing is handled
 * twice and nothing is left out.
 */
export interface EventMemory {
  last(topic: string, subject: string): HandledEvent | undefined | Promise<HandledEvent | undefined>;
  remember(topic: string, subject: string, handled: HandledEvent): void | Promise<void>;
}

/**
 * Remembers the subjects that were heard of last, in memory.
 *
 * @param mostSubjects one takes about 200 bytes; of a subject that was forgotten, a repeat is handled again
 */
export function boundedMemory(mostSubjects = 100_000): EventMemory {
  const known = new Map<string, HandledEvent>();
  return {
    last: (topic, subject) => known.get(`${topic} ${subject}`),
    remember(topic, subject, handled) {
      const key = `${topic} ${subject}`;
      // Put in anew, so that the map's order is that of the last news.
      known.delete(key);
      known.set(key, handled);
      if (known.size > mostSubjects) for (const [oldest] of known) return void known.delete(oldest);
    },
  };
}
