/** A record of a public topic. */
export interface LoggedEvent {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  /** The attributes of CloudEvents' binary mode, without their `ce_`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A record of an internal topic, or of one on which services tell what they parked. */
export interface LoggedParcel {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly body: string;
  /** Its consumer says that it is past it. */
  readonly passed: boolean;
}

/** Takes what stands in Kafka record by record, in order within each partition, and keeps what it needs of it. */
export interface LogTaker {
  /** Comes before the records of a partition of which retention has dropped the oldest: since when (ms) it is whole. */
  cut(topic: string, partition: number, sinceMs: number): void;
  event(event: LoggedEvent): void;
  parcel(parcel: LoggedParcel): void;
}

/** Whoever has a log, and gives it away. */
export type LogSource = (taker: LogTaker) => Promise<void> | void;

/** A log that is small enough to be held. */
export interface Log {
  readonly events: readonly LoggedEvent[];
  readonly parcels: readonly LoggedParcel[];
  readonly cuts?: readonly { readonly topic: string; readonly partition: number; readonly sinceMs: number }[];
}

export const told =
  ({ events, parcels, cuts = [] }: Log): LogSource =>
  (taker) => {
    for (const { topic, partition, sinceMs } of cuts) taker.cut(topic, partition, sinceMs);
    for (const event of events) taker.event(event);
    for (const parcel of parcels) taker.parcel(parcel);
  };
