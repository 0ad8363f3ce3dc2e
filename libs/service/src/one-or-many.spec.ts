import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { oneOrMany, readItem } from './one-or-many.js';

const item = z.strictObject({ powerW: z.int() });
const body = oneOrMany(item);
const items = (count: number): unknown => ({ items: Array.from({ length: count }, () => 'anything') });

describe('a body of one or many', () => {
  it.each<[string, unknown, boolean]>([
    ['one object', { powerW: 1 }, true],
    ['one bad object', { powerW: 1.5 }, false],
    ['an object with an unknown field', { powerW: 1, colour: 'green' }, false],
    ['no items', items(0), false],
    ['items, whatever they are', items(500), true],
    ['too many items', items(501), false],
    ['items with something beside them', { items: [{ powerW: 1 }], powerW: 1 }, false],
    ['nothing', undefined, false],
  ])('takes %s: %j', (_, raw, taken) => {
    expect(body.safeParse(raw).success).toBe(taken);
  });

  it('reads each item by itself, and points into the whole body', () => {
    expect(readItem(item, { powerW: 7 }, 0)).toEqual({ ok: true, item: { powerW: 7 } });
    expect(readItem(item, { powerW: 7, colour: 'green' }, 3)).toEqual({
      ok: false,
      errors: [{ pointer: '/items/3/colour', detail: 'is not a known field' }],
    });
  });

  it('documents the items, although it takes them unread', () => {
    const { anyOf } = z.toJSONSchema(body, { io: 'input' });
    expect(anyOf?.[1]).toMatchObject({
      properties: { items: { items: { properties: { powerW: { type: 'integer' } } } } },
    });
  });
});
