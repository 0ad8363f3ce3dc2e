import { topics } from '#libs/contracts';
import type { PublicEvent } from '#libs/messaging';

/** Fewer than in production, and enough for keys to pass each other. */
export const partitionsPerTopic = 2;

/** A parcel of internal traffic, or events for everyone, one a record. */
export interface LogRecord {
  readonly id: string;
  readonly messages: readonly unknown[];
  readonly events: readonly PublicEvent[];
}

/** Whoever consumes a lane: an instance, by the place that it has in its group. */
export interface Consumer {
  readonly name: string;
}

/** One partition of a topic, and how far its one consumer group is. */
export class Lane {
  readonly records: LogRecord[] = [];
  /** Records that the broker lost: nobody will ever read them. */
  readonly lost = new Set<LogRecord>();
  /** Who reads it, and what that one reads next. */
  owner: Consumer | undefined;
  position = 0;
  /** Where whoever takes over begins. */
  committed = 0;
  /** The owner has records of it in a transaction that is open. */
  isBusy = false;

  constructor(
    readonly topic: string,
    readonly partition: number,
    /** The service that reads it; none where only other teams do. */
    readonly service: string | undefined,
  ) {}

  get name(): string {
    return `${this.topic}/${this.partition}`;
  }

  hasUnread(): boolean {
    return this.position < this.records.length;
  }
}

/** Which service consumes an internal topic. */
const consumers: Readonly<Record<string, string>> = {
  [topics.settlementCommands.name]: 'settlement',
  [topics.settlementPrepare.name]: 'settlement',
  [topics.settlementDecide.name]: 'settlement',
  [topics.meteringCommands.name]: 'metering',
  [topics.meteringPrepare.name]: 'metering',
  [topics.meteringDecide.name]: 'metering',
  [topics.tradingReplies.name]: 'trading',
  [topics.tradingVotes.name]: 'trading',
};

const publicTopics = [topics.trades, topics.bookings, topics.transfers, topics.accounts].map(({ name }) => name);

/** Kafka as far as it matters: what is appended stays, in its order, and is read as often as somebody likes. */
export class SimulatedLog {
  readonly read: readonly Lane[];
  readonly told: readonly Lane[];
  readonly #lanes = new Map<string, Lane>();

  constructor() {
    const lanesOf = (topic: string): Lane[] =>
      Array.from({ length: partitionsPerTopic }, (_, partition) => new Lane(topic, partition, consumers[topic]));
    this.read = Object.keys(consumers).flatMap(lanesOf);
    this.told = publicTopics.flatMap(lanesOf);
    for (const lane of [...this.read, ...this.told]) this.#lanes.set(lane.name, lane);
  }

  append(lane: string, record: LogRecord): void {
    const known = this.#lanes.get(lane);
    if (!known) throw new Error(`there is no lane ${lane}`);
    known.records.push(record);
  }
}
