import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { earliestMs, instant, latestMs } from './instant.js';
import { parseInstant } from './instant-text.js';
import { formatLocal } from './local-time.js';

const at = (text: string) => instant(Date.parse(text));

describe('local time', () => {
  it.each([
    ['2026-05-01T10:00:00Z', 'Europe/Berlin', '2026-05-01T12:00:00+02:00'],
    ['2026-12-31T23:30:00Z', 'Europe/Berlin', '2027-01-01T00:30:00+01:00'],
    // The hour that comes twice, and the one that is missing.
    ['2025-10-26T00:45:00Z', 'Europe/Berlin', '2025-10-26T02:45:00+02:00'],
    ['2025-10-26T01:45:00Z', 'Europe/Berlin', '2025-10-26T02:45:00+01:00'],
    ['2026-03-29T00:45:00Z', 'Europe/Berlin', '2026-03-29T01:45:00+01:00'],
    ['2026-03-29T01:00:00Z', 'Europe/Berlin', '2026-03-29T03:00:00+02:00'],
    ['2026-05-01T10:00:00.250Z', 'Europe/Berlin', '2026-05-01T12:00:00.250+02:00'],
    ['2026-05-01T10:00:00Z', 'America/St_Johns', '2026-05-01T07:30:00-02:30'],
    ['2026-05-01T10:00:00Z', 'Asia/Kathmandu', '2026-05-01T15:45:00+05:45'],
    ['2026-05-01T10:00:00Z', 'UTC', '2026-05-01T10:00:00+00:00'],
    ['9999-12-31T23:45:00Z', 'Europe/Berlin', '9999-12-31T23:45:00+00:00'],
  ])('of %s in %s is %s', (utc, timeZone, local) => {
    expect(formatLocal(at(utc), timeZone)).toBe(local);
  });

  it('is the same instant, in every zone and at any time', () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    fc.assert(
      fc.property(fc.integer({ min: earliestMs, max: latestMs }), zones, (ms, timeZone) => {
        expect(parseInstant(formatLocal(instant(ms), timeZone))).toBe(ms);
      }),
    );
  });

  it('refuses a zone that there is not', () => {
    expect(() => formatLocal(at('2026-05-01T10:00:00Z'), 'Europe/Atlantis')).toThrow(RangeError);
  });
});
