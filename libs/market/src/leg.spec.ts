import { describe, expect, it } from '@jest/globals';
import { sumWattHours, wattHours } from '#libs/units';
import fc from 'fast-check';
import type { DurationMinutes } from './delivery-period.js';
import { instant } from './instant.js';
import { type Leg, legsFault, quarterHourEnergies } from './leg.js';

const leg = (startMinute: number, durationMinutes: DurationMinutes, energyWh = 100): Leg => ({
  start: instant(startMinute * 60_000),
  durationMinutes,
  energyWh: wattHours(energyWh),
});
const quarters = (count: number): Leg[] => Array.from({ length: count }, (_, i) => leg(i * 15, 15));

describe('legs', () => {
  it.each([
    ['one', [leg(0, 15)], undefined],
    ['a hundred', quarters(100), undefined],
    ['of different durations', [leg(30, 30), leg(60, 60), leg(120, 15)], undefined],
    ['none', [], 'no legs'],
    ['a hundred and one', quarters(101), 'more than 100 legs'],
    ['one off the grid', [leg(0, 15), leg(15, 30)], 'leg not aligned'],
    ['with a gap', [leg(0, 15), leg(30, 15)], 'legs not adjacent'],
    ['that overlap', [leg(0, 60), leg(30, 30)], 'legs not adjacent'],
    ['the same twice', [leg(0, 15), leg(0, 15)], 'legs not adjacent'],
    ['out of order', [leg(15, 15), leg(0, 15)], 'legs not adjacent'],
  ])('%s', (_, legs, fault) => {
    expect(legsFault(legs)).toBe(fault);
  });

  it('deliver each in equal parts', () => {
    expect(quarterHourEnergies([leg(0, 60, 400), leg(60, 15, 7)])).toEqual([
      { quarterHour: 0, energyWh: 100 },
      { quarterHour: 1, energyWh: 100 },
      { quarterHour: 2, energyWh: 100 },
      { quarterHour: 3, energyWh: 100 },
      { quarterHour: 4, energyWh: 7 },
    ]);
  });

  it.each([
    [30, 101],
    [60, 402],
  ] as [DurationMinutes, number][])('over %i minutes with %i Wh are off the lot', (durationMinutes, energyWh) => {
    expect(quarterHourEnergies([leg(0, 15), leg(60, durationMinutes, energyWh)])).toBe('off the lot');
  });

  it('deliver what they say, however they are cut', () => {
    const cuts = fc.array(fc.record({ share: fc.nat(1e9), durationMinutes: fc.constantFrom(15, 30, 60) }));
    fc.assert(
      fc.property(cuts, (list) => {
        const legs = list.map((cut, i) =>
          leg(i * 60, cut.durationMinutes as DurationMinutes, (cut.share * cut.durationMinutes) / 15),
        );
        const energies = quarterHourEnergies(legs);
        if (energies === 'off the lot') throw new Error('every share divides');
        expect(sumWattHours(energies.map((e) => e.energyWh))).toBe(sumWattHours(legs.map((l) => l.energyWh)));
      }),
    );
  });
});
