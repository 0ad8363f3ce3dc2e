import { describe, expect, it } from '@jest/globals';
import { type DurationMinutes, endOf, periodFault, quarterHoursOf } from './delivery-period.js';
import { instant } from './instant.js';
import { parseInstant } from './instant-text.js';
import { startOf } from './quarter-hour.js';

const at = (time: string) => {
  const parsed = parseInstant(`2026-05-01T${time}Z`);
  if (parsed === 'malformed') throw new Error(`the case ${time} is malformed`);
  return parsed;
};

describe('a delivery period', () => {
  it.each([
    ['10:00', 15, undefined],
    ['10:15', 15, undefined],
    ['10:30', 30, undefined],
    ['10:00', 60, undefined],
    ['10:15', 30, 'not aligned'],
    ['10:30', 60, 'not aligned'],
    ['10:15', 60, 'not aligned'],
    ['10:01', 15, 'not aligned'],
    ['10:00:00.001', 15, 'not aligned'],
  ] as [string, DurationMinutes, string | undefined][])('at %s over %i minutes: %p', (time, durationMinutes, fault) => {
    expect(periodFault({ start: at(time), durationMinutes })).toBe(fault);
  });

  it.each([
    [15, ['10:00']],
    [30, ['10:00', '10:15']],
    [60, ['10:00', '10:15', '10:30', '10:45']],
  ] as [DurationMinutes, string[]][])('of %i minutes has its quarter hours in order', (durationMinutes, times) => {
    const period = { start: at('10:00'), durationMinutes };
    expect(quarterHoursOf(period).map(startOf)).toEqual(times.map(at));
    expect(endOf(period)).toBe(at('10:00') + durationMinutes * 60_000);
  });

  it('has no quarter hours where it is not aligned', () => {
    expect(() => quarterHoursOf({ start: instant(1), durationMinutes: 15 })).toThrow(RangeError);
  });
});
