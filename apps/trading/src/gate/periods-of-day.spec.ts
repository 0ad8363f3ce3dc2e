import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { instant, tradingDay } from '#libs/market';
import { wattHours } from '#libs/units';
import { decideGate } from './gate-closure.js';
import { type Calendar, type Product, periodsOfDay } from './periods-of-day.js';

const area: Calendar = { timeZone: 'Europe/Berlin', lotWh: wattHours(100), gateLeadMinutes: 5 };
const at = (text: string) => instant(Date.parse(text));
const noon = at('2026-05-01T10:00:00Z');

describe('the periods of a day', () => {
  it.each<[string, Product, number, string, string]>([
    ['2026-05-01', 'QH', 96, 'QH-20260501-01', 'QH-20260501-96'],
    ['2026-05-01', 'HH', 48, 'HH-20260501-01', 'HH-20260501-48'],
    ['2026-05-01', 'PH', 24, 'PH-20260501-01', 'PH-20260501-24'],
    ['2025-10-26', 'QH', 100, 'QH-20251026-01', 'QH-20251026-100'],
    ['2025-10-26', 'PH', 25, 'PH-20251026-01', 'PH-20251026-25'],
    ['2026-03-29', 'QH', 92, 'QH-20260329-01', 'QH-20260329-92'],
    ['2026-03-29', 'HH', 46, 'HH-20260329-01', 'HH-20260329-46'],
  ])('%s has of %s %i, from %s to %s', (date, product, count, first, last) => {
    const periods = periodsOfDay(area, tradingDay(date), product, noon);
    expect(periods).toHaveLength(count);
    expect(periods[0]?.name).toBe(first);
    expect(periods.at(-1)?.name).toBe(last);
    expect(periods[0]?.startLocal).toMatch(new RegExp(`^${date}T00:00:00`));
    expect(periods.at(-1)?.endLocal).toMatch(/T00:00:00/);
    for (const [index, { start }] of periods.entries()) if (index > 0) expect(periods[index - 1]?.end).toBe(start);
  });

  it('shows one with its gate, in UTC and in local time', () => {
    expect(periodsOfDay(area, tradingDay('2026-05-01'), 'QH', noon)[49]).toEqual({
      ...{ name: 'QH-20260501-50', durationMinutes: 15, state: 'open', lotWh: 100, closesInS: 600 },
      ...{ start: '2026-05-01T10:15:00Z', startLocal: '2026-05-01T12:15:00+02:00' },
      ...{ end: '2026-05-01T10:30:00Z', endLocal: '2026-05-01T12:30:00+02:00' },
      ...{ closesAt: '2026-05-01T10:10:00Z', closesAtLocal: '2026-05-01T12:10:00+02:00' },
      registerBy: '2026-05-01T10:15:00Z',
    });
  });

  it.each([
    ['2026-05-01T10:09:59.001Z', 'open', 1],
    ['2026-05-01T10:10:00Z', 'closed', 0],
    ['2026-05-01T10:29:59.999Z', 'closed', 0],
    ['2026-05-01T10:30:00Z', 'delivered', 0],
  ])('at %s the one from 10:15 to 10:30 is %s and closes in %i s', (now, state, closesInS) => {
    expect(periodsOfDay(area, tradingDay('2026-05-01'), 'QH', at(now))[49]).toMatchObject({ state, closesInS });
  });

  it('calls open what a deal would still be in time for, at any moment and with any lead', () => {
    const day = tradingDay('2026-05-01');
    const lead = fc.integer({ min: 0, max: 1440 });
    const moment = fc.integer({ min: day.start - 86_400_000, max: day.end + 86_400_000 }).map(instant);
    fc.assert(
      fc.property(lead, moment, (gateLeadMinutes, now) => {
        for (const { state, closesAt, registerBy } of periodsOfDay({ ...area, gateLeadMinutes }, day, 'PH', now)) {
          const timing = { agreedAt: now, gateClosesAt: at(closesAt), registerBy: at(registerBy) };
          expect(state === 'open').toBe(decideGate(timing, now).answer === 'accepted');
        }
      }),
    );
  });

  it('begins with the first that is aligned where local midnight is not', () => {
    const periods = periodsOfDay(
      { ...area, timeZone: 'Asia/Kolkata' },
      tradingDay('2026-05-01', 'Asia/Kolkata'),
      'PH',
      noon,
    );
    expect(periods).toHaveLength(24);
    expect(periods[0]).toMatchObject({ start: '2026-04-30T19:00:00Z', startLocal: '2026-05-01T00:30:00+05:30' });
  });
});
