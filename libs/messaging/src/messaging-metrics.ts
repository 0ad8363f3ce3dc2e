/** What messaging tells whoever measures it. Calls are cheap and never throw. */
export interface MessagingMetrics {
  /** One committed transaction of the shell: how many messages, how long. */
  batch(messages: number, ms: number): void;
  /** One send of the relay: how many outbox rows, how long from the read to the acknowledgement. */
  relayed(rows: number, ms: number): void;
  parked(messages: number): void;
  /** A batch of messages, a group of requests or a send that will be tried again. */
  retried(what: 'batch' | 'group' | 'send'): void;
}

export const noMetrics: MessagingMetrics = {
  batch: () => undefined,
  relayed: () => undefined,
  parked: () => undefined,
  retried: () => undefined,
};
