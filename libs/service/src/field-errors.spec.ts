import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { fieldErrors } from './field-errors.js';

const trade = z.strictObject({ area: z.string(), legs: z.array(z.strictObject({ energyWh: z.int().min(1) })) });
const body = z.union([trade, z.strictObject({ trades: z.array(trade) })]);
const issuesOf = (value: unknown) => body.safeParse(value).error?.issues ?? [];

describe('field errors', () => {
  it.each([
    [
      { area: 'a', legs: [{ energyWh: 1.5 }] },
      [{ pointer: '/legs/0/energyWh', detail: 'expected int, received number' }],
    ],
    [{ legs: [] }, [{ pointer: '/area', detail: 'is required' }]],
    [
      { area: 'a', legs: [], color: 1, 'si/ze': 2 },
      [
        { pointer: '/color', detail: 'is not a known field' },
        { pointer: '/si~1ze', detail: 'is not a known field' },
      ],
    ],
    [{ trades: [{ area: 1, legs: [] }] }, [{ pointer: '/trades/0/area', detail: 'expected string, received number' }]],
    [undefined, [{ pointer: '', detail: 'is required' }]],
  ])('of %j point at what is wrong in the branch that was meant', (value, errors) => {
    expect(fieldErrors(issuesOf(value))).toEqual(errors);
  });

  it.each([
    [z.enum(['QH', 'HH']), 'expected one of "QH"|"HH"'],
    [z.literal([15, 30, 60]), 'expected one of 15|30|60'],
    [z.literal('saga'), 'expected "saga"'],
    [z.uuid(), 'expected a UUID'],
  ])('say what would be right', (schema, detail) => {
    expect(fieldErrors(schema.safeParse('wrong').error?.issues ?? [])).toEqual([{ pointer: '', detail }]);
  });

  it('begin at the parameter that was checked', () => {
    expect(fieldErrors(z.int().safeParse('x').error?.issues ?? [], ['limit'])[0]?.pointer).toBe('/limit');
  });

  it('are a hundred at most', () => {
    const many = { trades: Array.from({ length: 300 }, () => ({ area: 1, legs: [] })) };
    expect(fieldErrors(issuesOf(many))).toHaveLength(100);
  });
});
