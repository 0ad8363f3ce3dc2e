import { describe, expect, it } from '@jest/globals';
import { cumulativeRounding, sumWattHours } from '#libs/units';
import { type Member, members } from './member.js';
import { type DayShape, memberEnergy } from './member-energy.js';
import { seededRandom } from './seeded-random.js';

const shape: DayShape = {
  loadW: Array.from({ length: 96 }, (_, i) => BigInt(100 + ((i * 53) % 700))),
  pvMillionths: Array.from({ length: 96 }, (_, i) => (i > 30 && i < 70 ? 612_345n : 0n)),
};
const one = (kind: Member['kind']): Member => {
  const found = members.find((member) => member.kind === kind);
  if (!found) throw new Error(`no ${kind}`);
  return found;
};

describe("a member's energy", () => {
  it('repeats for the same seed and differs for another', () => {
    const prosumer = one('household with PV');
    expect(memberEnergy(prosumer, shape, 1)).toEqual(memberEnergy(prosumer, shape, 1));
    expect(memberEnergy(prosumer, shape, 1)).not.toEqual(memberEnergy(prosumer, shape, 2));
  });

  it('is foreseen with an error: the meter says something else', () => {
    const { profile, forecast } = memberEnergy(one('household with PV'), shape, 1);
    expect(profile.consumedWh).not.toEqual(forecast.consumedWh);
    expect(profile.producedWh).not.toEqual(forecast.producedWh);
  });

  it.each([1, 2, 3])('has the right sum over the day, not one of rounded quarter hours (seed %i)', (seed) => {
    const house = one('household');
    const draw = seededRandom(seed, `${house.meterPoint} load`);
    const exact = shape.loadW
      .map((watts) => watts * BigInt(house.loadPermille) * BigInt(100 + draw(-20, 20)))
      .reduce((a, b) => a + b);
    const [rounded] = cumulativeRounding([exact], 400_000n);
    expect(sumWattHours(memberEnergy(house, shape, seed).profile.consumedWh)).toBe(rounded);
  });

  it('stays within its noise of the scaled shape, over the day', () => {
    const prosumer = one('household with PV');
    const { profile } = memberEnergy(prosumer, shape, 1);
    const loadWh = (Number(shape.loadW.reduce((a, b) => a + b)) / 4) * (prosumer.loadPermille / 1000);
    const madeWh = (Number(shape.pvMillionths.reduce((a, b) => a + b)) / 1e6 / 4) * 8000;
    expect(Math.abs(sumWattHours(profile.consumedWh) / loadWh - 1)).toBeLessThan(0.2);
    expect(Math.abs(sumWattHours(profile.producedWh) / madeWh - 1)).toBeLessThan(0.04);
  });

  it('is never negative, and there is none without load or sun', () => {
    const { profile, forecast } = memberEnergy(one('household'), shape, 1);
    expect([...profile.consumedWh, ...forecast.consumedWh].every((energy) => energy > 0)).toBe(true);
    expect(new Set(profile.producedWh)).toEqual(new Set([0]));
  });

  it('of a plant that must run is there at night', () => {
    const { profile } = memberEnergy(one('must-run plant'), shape, 1);
    expect(profile.producedWh.every((energy) => energy > 0)).toBe(true);
    expect(new Set(profile.consumedWh)).toEqual(new Set([0]));
  });
});
