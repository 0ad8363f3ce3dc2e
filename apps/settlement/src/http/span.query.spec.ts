import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { spanQuery } from './span.query.js';

const span = z.strictObject(spanQuery);

describe('a span', () => {
  it.each([
    [
      'instants as they are',
      '2026-05-01T10:00:00Z',
      '2026-05-01T12:00:00+02:00',
      '2026-05-01T10:00:00Z',
      '2026-05-01T10:00:00Z',
    ],
    ['a day from midnight to midnight', '2026-05-01', '2026-05-01', '2026-04-30T22:00:00Z', '2026-05-01T22:00:00Z'],
    ['the long day whole', '2025-10-26', '2025-10-26', '2025-10-25T22:00:00Z', '2025-10-26T23:00:00Z'],
  ])('takes %s', (_, from, to, start, end) => {
    expect(span.parse({ from, to })).toEqual({ from: Date.parse(start), to: Date.parse(end) });
  });

  it.each(['soon', '2026-02-30', '2026-05-01T10:00:00', ''])('does not take %j', (from) => {
    expect(span.safeParse({ from }).error?.issues[0]?.message).toContain('expected a date');
  });

  it('may be open at both ends', () => {
    expect(span.parse({})).toEqual({});
  });
});
