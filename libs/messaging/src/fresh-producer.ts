import type { Producer } from 'kafkajs';
import { within } from './within.js';

const connectWithinMs = 4_000;

/** What a relay needs of a producer. */
export type Sender = Pick<Producer, 'connect' | 'sendBatch' | 'disconnect'>;

/**
 * A producer that is given up after a failure and made anew. One of kafkajs asks its brokers for every topic that it ever
 * sent to, and where one of them is gone, forbidden or without a leader, it sends to none.
 */
export class FreshProducer {
  #producer: Sender | undefined;

  constructor(private readonly make: () => Sender) {}

  /** @throws when no broker answers */
  async connected(): Promise<Sender> {
    if (this.#producer) return this.#producer;
    const producer = this.make();
    const connecting = producer.connect();
    try {
      await within(connecting, connectWithinMs, 'connecting to Kafka');
    } catch (error) {
      // It may connect after all.
      void connecting.then(() => producer.disconnect()).catch(() => undefined);
      throw error;
    }
    this.#producer = producer;
    return producer;
  }

  /** Waits for nothing: what is under way may still be answered, and nobody listens. */
  giveUp(): void {
    void this.close().catch(() => undefined);
  }

  async close(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await producer?.disconnect();
  }
}
