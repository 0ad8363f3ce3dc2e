import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { energyOver } from './energy-over.js';
import { watts } from './watts.js';

describe('energy over a duration', () => {
  it.each([
    [8000, 15, 2000],
    [8001, 15, 2000],
    [8003, 15, 2000],
    [8003, 30, 4001],
    [8003, 60, 8003],
    [0, 15, 0],
    [-1, 15, -1],
  ])('of %i W over %i min is %i Wh', (powerW, durationMinutes, energyWh) => {
    expect(energyOver(watts(powerW), durationMinutes)).toBe(energyWh);
  });

  it('never overstates a capacity, and by less than a watt-hour never understates it', () => {
    const minutes = fc.constantFrom(15, 30, 60);
    fc.assert(
      fc.property(fc.integer({ min: -1e13, max: 1e13 }), minutes, (powerW, durationMinutes) => {
        const short = powerW * durationMinutes - energyOver(watts(powerW), durationMinutes) * 60;
        expect(short >= 0 && short < 60).toBe(true);
      }),
    );
  });

  it('refuses a power whose product is not exact', () => {
    expect(() => energyOver(watts(Number.MAX_SAFE_INTEGER), 15)).toThrow(RangeError);
  });
});
