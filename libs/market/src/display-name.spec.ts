import { describe, expect, it } from '@jest/globals';
import type { DurationMinutes } from './delivery-period.js';
import { displayName } from './display-name.js';
import { parseInstant } from './instant-text.js';

describe('a display name', () => {
  it.each([
    ['2025-10-25T22:00:00Z', 15, 'QH-20251026-01'],
    ['2025-10-26T00:00:00Z', 15, 'QH-20251026-09'],
    ['2025-10-26T01:00:00Z', 15, 'QH-20251026-13'],
    ['2025-10-26T22:45:00Z', 15, 'QH-20251026-100'],
    ['2025-10-26T22:30:00Z', 30, 'HH-20251026-50'],
    ['2025-10-26T22:00:00Z', 60, 'PH-20251026-25'],
    ['2026-03-29T21:45:00Z', 15, 'QH-20260329-92'],
    ['2026-03-29T21:00:00Z', 60, 'PH-20260329-23'],
    ['2026-05-01T21:45:00Z', 15, 'QH-20260501-96'],
    ['2026-05-01T22:00:00Z', 15, 'QH-20260502-01'],
  ] as [string, DurationMinutes, string][])('of %s over %i minutes is %s', (text, durationMinutes, name) => {
    const start = parseInstant(text);
    if (start === 'malformed') throw new Error('the case is malformed');
    expect(displayName({ start, durationMinutes })).toBe(name);
  });
});
