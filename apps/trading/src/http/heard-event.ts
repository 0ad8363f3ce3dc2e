import { type ConsumedRecord, readEvent } from '#libs/messaging';

/** An event of a trade as it lies on the public topic, and whom it concerns. */
export interface HeardEvent {
  readonly type: string;
  readonly tradeId: string;
  readonly parties: readonly unknown[];
  /** The event's data, as JSON. */
  readonly text: string;
}

/** Reads a record of the topic of trades; undefined for one that is no event. */
export function heardEvent(record: ConsumedRecord): HeardEvent | undefined {
  const read = readEvent(record);
  if (!read.ok || typeof read.what.data !== 'object' || read.what.data === null) return undefined;
  const { type, subject, data } = read.what;
  const { seller, buyer } = data as { readonly seller?: unknown; readonly buyer?: unknown };
  return { type, tradeId: subject, parties: [seller, buyer], text: JSON.stringify(data) };
}
