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

/** A record of an internal topic. */
export interface LoggedParcel {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Undefined where the record is no parcel. */
  readonly id: string | undefined;
  /** Its consumer says that it is past it. */
  readonly passed: boolean;
}

/** What stands in Kafka: each topic's records, in order within a partition. */
export interface Log {
  readonly events: readonly LoggedEvent[];
  readonly parcels: readonly LoggedParcel[];
  /** By topic, where retention has dropped its oldest records: the instant (ms) since which it is whole. */
  readonly wholeSince: ReadonlyMap<string, number>;
}
