import { describe, expect, it } from '@jest/globals';
import { closesAt, gateIsOpen, registrationIsOpen } from './gate.js';
import { instant } from './instant.js';

const start = instant(Date.UTC(2026, 4, 1, 10));
const before = (ms: number) => instant(start - ms);

describe('a gate', () => {
  it('closes its lead before the start of delivery', () => {
    expect(closesAt(start, 5)).toBe(start - 300_000);
    expect(closesAt(start, 0)).toBe(start);
  });

  it.each([
    ['a millisecond before it closes', 300_001, true],
    ['at its own instant', 300_000, false],
    ['after it', 299_999, false],
  ])('%s', (_, ms, open) => {
    expect(gateIsOpen(before(ms), start, 5)).toBe(open);
  });
});

describe('registration', () => {
  it('is open until delivery starts', () => {
    expect(registrationIsOpen(before(1), start)).toBe(true);
    expect(registrationIsOpen(start, start)).toBe(false);
  });
});
