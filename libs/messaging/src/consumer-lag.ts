/** How far one partition is read. */
export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  /** Records on the broker, when it was last asked for some, that are not in the database yet. */
  readonly records: number;
}

interface Place {
  readonly topic: string;
  readonly partition: number;
  /** The offset that the broker gives to the next record. */
  end: number;
  /** The first offset that is not handled. */
  next: number;
}

/** Counts what a consumer has still before it, from what its own fetches say: nobody is asked for it. */
export class ConsumerLag {
  readonly #places = new Map<string, Place>();

  fetched(batch: {
    readonly topic: string;
    readonly partition: number;
    readonly firstOffset: string;
    readonly highWatermark: string;
  }): void {
    const { topic, partition, firstOffset, highWatermark } = batch;
    const key = `${topic}/${partition}`;
    const place = this.#places.get(key);
    if (place) place.end = Number(highWatermark);
    else this.#places.set(key, { topic, partition, end: Number(highWatermark), next: Number(firstOffset) });
  }

  handled({ topic, partition, offset }: { topic: string; partition: number; offset: string }): void {
    const place = this.#places.get(`${topic}/${partition}`);
    if (place) place.next = Number(offset) + 1;
  }

  /** The partitions have gone, or may have. */
  forget(): void {
    this.#places.clear();
  }

  read(): PartitionLag[] {
    return [...this.#places.values()].map(({ topic, partition, end, next }) => ({
      topic,
      partition,
      records: Math.max(0, end - next),
    }));
  }
}
