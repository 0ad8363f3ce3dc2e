import { fieldErrors } from './field-errors.js';
import type { FieldError } from './problem.js';
import { z } from 'zod';

const mostItems = 500;

/** One object, or `{ items: [1 … 500] }`, each of which is read by itself, so that a bad one refuses no other. */
export function oneOrMany<Item extends z.ZodType>(item: Item) {
  const { $schema: _, ...documented } = z.toJSONSchema(item, { io: 'input', unrepresentable: 'any' });
  const items = z.array(z.unknown().meta(documented)).min(1).max(mostItems);
  return z.union([item, z.strictObject({ items })]);
}

export type ReadItem<Item> =
  | { readonly ok: true; readonly item: Item }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/** Reads one of many; its errors point into the whole body. */
export function readItem<Item>(schema: z.ZodType<Item>, raw: unknown, index: number): ReadItem<Item> {
  const read = schema.safeParse(raw);
  return read.success
    ? { ok: true, item: read.data }
    : { ok: false, errors: fieldErrors(read.error.issues, ['items', index]) };
}
