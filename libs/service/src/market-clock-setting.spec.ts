import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { marketTimeAt, parseMarketClock } from './market-clock-setting.js';

const at = (text: string): number => Date.parse(text);

describe('MARKET_CLOCK', () => {
  it.each([
    ['2025-10-26T10:00:00Z@60', { anchorMarketMs: at('2025-10-26T10:00:00Z'), anchorWallMs: undefined, speed: 60 }],
    [
      '2025-10-26T10:00:00+02:00@0.5',
      { anchorMarketMs: at('2025-10-26T08:00:00Z'), anchorWallMs: undefined, speed: 0.5 },
    ],
    ['2025-10-26T10:00Z@0', { anchorMarketMs: at('2025-10-26T10:00:00Z'), anchorWallMs: undefined, speed: 0 }],
    [
      '2025-10-26T10:00:00Z@1 since 2026-11-21T08:00:00Z',
      { anchorMarketMs: at('2025-10-26T10:00:00Z'), anchorWallMs: at('2026-11-21T08:00:00Z'), speed: 1 },
    ],
    ['wall', 'wall'],
  ])('%s is read', (setting, clock) => {
    expect(parseMarketClock(setting)).toEqual({ ok: true, clock });
  });

  it.each([
    '',
    '2025-10-26T10:00:00Z',
    '2025-10-26T10:00:00Z@',
    '2025-10-26T10:00:00Z@-1',
    '2025-10-26T10:00:00Z@1e3',
    '2025-10-26T10:00:00@1',
    '2025-13-26T10:00:00Z@1',
    'yesterday@1',
    '2025-10-26T10:00:00Z@1 since noon',
    '2025-10-26T10:00:00Z@86401',
  ])('%j is refused', (setting) => {
    expect(parseMarketClock(setting)).toEqual({ ok: false, because: expect.stringMatching(/^expected /) });
  });
});

describe('the market clock', () => {
  it('never runs backwards while the wall clock does not', () => {
    const line = fc.record({
      anchorMarketMs: fc.nat(2e12),
      anchorWallMs: fc.nat(2e12),
      speed: fc.double({ min: 0, max: 86_400, noNaN: true }),
    });
    fc.assert(
      fc.property(line, fc.nat(2e12), fc.nat(1e9), (clock, wallMs, laterMs) => {
        expect(marketTimeAt(clock, wallMs + laterMs)).toBeGreaterThanOrEqual(marketTimeAt(clock, wallMs));
      }),
    );
  });

  it('shows its anchor at its anchor and runs at its speed', () => {
    const clock = { anchorMarketMs: 1_000_000, anchorWallMs: 5_000, speed: 60 };
    expect(marketTimeAt(clock, 5_000)).toBe(1_000_000);
    expect(marketTimeAt(clock, 6_000)).toBe(1_060_000);
  });
});
