import type { Draw } from '../../../local/sample/seeded-random.js';
import type { Span } from '../../support/topic-window.js';

/** About half of them, in their order. */
export const halfOf = <Item>(items: readonly Item[], draw: Draw): Item[] => items.filter(() => draw(0, 1) === 1);

/** All of them, in an order in which none has moved out of its window of so many. */
export function swappedWithin<Item>(items: readonly Item[], windowItems: number, draw: Draw): Item[] {
  const swapped: Item[] = [];
  for (let from = 0; from < items.length; from += windowItems) {
    const window = items.slice(from, from + windowItems);
    while (window.length > 0) swapped.push(...window.splice(draw(0, window.length - 1), 1));
  }
  return swapped;
}

/** What one partition holds: offsets from `low`, included, to `high`, not. */
export interface Held {
  readonly topic: string;
  readonly partition: number;
  readonly low: number;
  readonly high: number;
}

/** The last records of a partition, at most so many. */
export const lastOf = ({ topic, partition, low, high }: Held, most: number): Span => ({
  ...{ topic, partition },
  from: Math.max(low, high - most),
  until: high,
});

/** Records from anywhere in a partition, at most so many. */
export function anywhereIn({ topic, partition, low, high }: Held, most: number, draw: Draw): Span {
  const from = draw(low, Math.max(low, high - most));
  return { topic, partition, from, until: Math.min(high, from + most) };
}

/** Splits records, in order, so that no part holds more bytes than the limit, unless one alone does. */
export function inParts<Item>(items: readonly Item[], bytesOf: (item: Item) => number, mostBytes: number): Item[][] {
  const parts: Item[][] = [];
  let part: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    const itemBytes = bytesOf(item);
    if (part.length > 0 && bytes + itemBytes > mostBytes) {
      parts.push(part);
      part = [];
      bytes = 0;
    }
    part.push(item);
    bytes += itemBytes;
  }
  return part.length > 0 ? [...parts, part] : parts;
}
