import { z } from 'zod';
import { wholeNumber } from './whole-number.js';

/** The cursor of a list: what comes after a key, so many at most. */
export const pageQuery = {
  after: z.string().max(100).optional(),
  limit: wholeNumber(1, 1000).default(100),
};

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Given as `after`, it goes on where this page ends; null at the end. */
  readonly next: string | null;
}

/** A page of what was read with one more than `limit`: the one beyond tells that there is more. */
export function pageOf<Read, Item>(
  read: readonly Read[],
  limit: number,
  keyOf: (item: Read) => string,
  show: (item: Read) => Item,
): Page<Item> {
  const shown = read.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(show), next: read.length > limit && last !== undefined ? keyOf(last) : null };
}
