import type { ConsumedRecord } from './read-record.js';

/** A record, read: what a consumer needs to know of it. */
export interface TakenRecord {
  readonly record: ConsumedRecord;
  /** What it carries; their number decides how many records make a batch. */
  readonly tasks: readonly unknown[];
}

/** What a consumer of Kafka feeds: the shell's worker, or one that needs no inbox. */
export interface RecordWorker<Read extends TakenRecord = TakenRecord> {
  /** Reads a record; never throws for what stands in it. */
  read(record: ConsumedRecord, wall: number): Read;
  /**
   * Handles the records as one batch; returns when all of it is in the database.
   *
   * @param abandoned whether the partitions have gone, so that another instance does it
   */
  handle(records: readonly Read[], abandoned: () => boolean): Promise<'handled' | 'abandoned'>;
}
