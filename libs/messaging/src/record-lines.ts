import type { RawRecord } from './message.js';

/**
 * Records as an outbox row keeps them: two lines each, key and headers as JSON, then the value as it is. A value is JSON
 * on one line, so it need not be quoted into JSON once more and parsed again by the relay.
 */
export function recordLines({ key, headers, value }: RawRecord): string {
  if (value.includes('\n')) throw new TypeError('the value of a record is JSON on one line');
  return `${JSON.stringify([key, headers])}\n${value}`;
}

/** Joins what `recordLines` made, and reads it back with `readRecordLines`. */
export const joinRecordLines = (records: readonly string[]): string => records.join('\n');

export function readRecordLines(text: string): RawRecord[] {
  const lines = text.split('\n');
  const records: RawRecord[] = [];
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const [key, headers] = JSON.parse(lines[at] ?? '') as [string, Record<string, string>];
    records.push({ key, headers, value: lines[at + 1] ?? '' });
  }
  return records;
}
