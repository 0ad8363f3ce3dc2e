import { laneName, type OutboxRow } from './outbox-lane.js';

/**
 * kafkajs puts all records of one partition into one record batch, and the broker refuses a batch beyond 1 MB for good.
 * What is above this waits for the next send.
 */
const mostBytesPerPartition = 800 * 1024;

/** Splits rows, in order, so that no partition gets more than one record batch can carry. */
export function* sendRounds(rows: readonly OutboxRow[]): Iterable<OutboxRow[]> {
  let round: OutboxRow[] = [];
  let bytes = new Map<string, number>();
  for (const row of rows) {
    const lane = laneName(row);
    const size = Buffer.byteLength(row.body) + 200;
    const sum = (bytes.get(lane) ?? 0) + size;
    if (sum > mostBytesPerPartition && round.length > 0) {
      yield round;
      round = [];
      bytes = new Map();
    }
    bytes.set(lane, (bytes.get(lane) ?? 0) + size);
    round.push(row);
  }
  if (round.length > 0) yield round;
}

/** Refusals that speak of the records. Others, such as a missing permission, end when somebody mends the broker. */
const recordFaults = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD', 'INVALID_TIMESTAMP']);

/** The broker refuses these records as they are, however often they are sent. */
export function refusedForGood(error: unknown): boolean {
  const { type, cause } = (error ?? {}) as { type?: string; cause?: { type?: string } };
  return recordFaults.has(type ?? cause?.type ?? '');
}
