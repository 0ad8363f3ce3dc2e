import { describe, expect, it } from '@jest/globals';
import { isPublicHoliday } from './public-holiday.js';

describe('a public holiday', () => {
  it.each([
    ['2026-05-01', true],
    ['2025-10-03', true],
    ['2026-04-03', true],
    ['2026-04-06', true],
    ['2026-05-14', true],
    ['2026-05-25', true],
    ['2025-04-21', true],
    ['2024-05-09', true],
    ['2026-05-02', false],
    ['2026-04-07', false],
    ['2025-10-26', false],
  ])('%s: %p', (date, expected) => {
    expect(isPublicHoliday(date)).toBe(expected);
  });
});
