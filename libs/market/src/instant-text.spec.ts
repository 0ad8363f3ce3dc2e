import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { earliestMs, instant, latestMs } from './instant.js';
import { formatInstant, parseInstant } from './instant-text.js';

describe('an instant as text', () => {
  it.each([
    ['2026-05-01T10:00:00Z', '2026-05-01T10:00:00Z'],
    ['2026-05-01T10:00Z', '2026-05-01T10:00:00Z'],
    ['2026-05-01T10:00:00.250Z', '2026-05-01T10:00:00.250Z'],
    ['2026-05-01T10:00:00.5Z', '2026-05-01T10:00:00.500Z'],
    ['2026-05-01T10:00:00.000Z', '2026-05-01T10:00:00Z'],
    ['2026-05-01T10:00:00.123456789Z', '2026-05-01T10:00:00.123Z'],
    ['2026-05-01T12:00:00+02:00', '2026-05-01T10:00:00Z'],
    ['2026-05-01T12:00+02:00', '2026-05-01T10:00:00Z'],
    ['2026-05-01T04:30:00.001-05:30', '2026-05-01T10:00:00.001Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
    ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00Z'],
  ])('%s is %s', (text, expected) => {
    const at = parseInstant(text);
    expect(at === 'malformed' ? at : formatInstant(at)).toBe(expected);
  });

  it.each([
    '',
    '2026-05-01',
    '2026-05-01T10:00:00',
    '2026-05-01T10:00',
    '2026-02-30T10:00:00Z',
    '2026-02-29T10:00:00Z',
    '2026-05-01T24:00:00Z',
    '2026-05-01T10:60:00Z',
    '2026-05-01T10:00:60Z',
    '2026-13-01T10:00:00Z',
    '2026-00-01T10:00:00Z',
    '2026-05-00T10:00:00Z',
    '2026-05-01 10:00:00Z',
    '2026-05-01t10:00:00z',
    '2026/05/01T10:00:00Z',
    '2026-05-01T10:00:00.Z',
    '2026-05-01T10:00:00.1234567890Z',
    '2026-05-01T10:00:00+24:00',
    '2026-05-01T10:00:00+02:60',
    '2026-05-01T10:00:00+0200',
    '2026-05-01T10:00:00+02',
    '20260501T100000Z',
    '+02026-05-01T10:00:00Z',
    '2026-05-01T1a:00:00Z',
    '2026-05-01T10:00:00ZZ',
    ' 2026-05-01T10:00:00Z',
    '0000-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-00:01',
    '2026-05-01T10:00:0Z',
    '2026-05-01T10:00:00Z\n',
  ])('refuses %j', (text) => {
    expect(parseInstant(text)).toBe('malformed');
  });

  it('reads what it writes, and means what the language means by it', () => {
    fc.assert(
      fc.property(fc.integer({ min: earliestMs, max: latestMs }), (ms) => {
        const text = formatInstant(instant(ms));
        expect(parseInstant(text)).toBe(ms);
        expect(Date.parse(text)).toBe(ms);
      }),
    );
  });
});
