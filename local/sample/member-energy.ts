import { cumulativeRounding, type WattHours } from '#libs/units';
import type { Member } from './member.js';
import { seededRandom } from './seeded-random.js';

/** What one member uses and makes in every quarter hour of a day. */
export interface MemberEnergy {
  readonly consumedWh: readonly WattHours[];
  readonly producedWh: readonly WattHours[];
}

/** The day's two shapes, by quarter hour. */
export interface DayShape {
  /** Mean W of the file's household. */
  readonly loadW: readonly bigint[];
  /** Millionths of the installed PV power. */
  readonly pvMillionths: readonly bigint[];
}

const profileNoisePercent = 20;
const pvNoisePercent = 4;
const mustRunNoisePercent = 3;
const forecastErrorPercent = 12;

/** Every value times 100 ± noise: a hundred times the value. */
function noisy(values: readonly bigint[], noisePercent: number, seed: number, stream: string): bigint[] {
  const draw = seededRandom(seed, stream);
  return values.map((value) => value * BigInt(100 + draw(-noisePercent, noisePercent)));
}

/**
 * A member's day as its meter will say it (`profile`) and as it was foreseen when it was traded (`forecast`): scaled
 * copies of the day's shape with seeded noise, the forecast with an error of its own on top. Wh = W ÷ 4, and
 * Wh = millionths × kWp × 1,000 ÷ 4 ÷ 10⁶; the quotients are rounded cumulatively, so the day's sum is right.
 */
export function memberEnergy(
  member: Member,
  { loadW, pvMillionths }: DayShape,
  seed: number,
): { readonly profile: MemberEnergy; readonly forecast: MemberEnergy } {
  const name = member.meterPoint;
  const scaled = loadW.map((watts) => watts * BigInt(member.loadPermille));
  const load = noisy(scaled, profileNoisePercent, seed, `${name} load`);
  const sun = noisy(
    pvMillionths.map((value) => value * BigInt(member.pvKwp * 1000)),
    pvNoisePercent,
    seed,
    `${name} sun`,
  );
  const steady = noisy(
    loadW.map(() => BigInt(member.mustRunW) * 1_000_000n),
    mustRunNoisePercent,
    seed,
    `${name} steady`,
  );
  const made = sun.map((value, i) => value + (steady[i] ?? 0n));

  const perLoadWh = 4n * 1000n * 100n;
  const perMadeWh = 4n * 1_000_000n * 100n;
  const foreseenLoad = noisy(load, forecastErrorPercent, seed, `${name} forecast of load`);
  const foreseenMade = noisy(made, forecastErrorPercent, seed, `${name} forecast of output`);
  return {
    profile: {
      consumedWh: cumulativeRounding(load, perLoadWh),
      producedWh: cumulativeRounding(made, perMadeWh),
    },
    forecast: {
      consumedWh: cumulativeRounding(foreseenLoad, perLoadWh * 100n),
      producedWh: cumulativeRounding(foreseenMade, perMadeWh * 100n),
    },
  };
}
