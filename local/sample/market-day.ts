import { type Instant, type QuarterHour, tradingDay } from '#libs/market';
import { type CentsPerMWh, type WattHours, wattHours } from '#libs/units';
import { dayLoadW } from './load-profile.js';
import { type Member, members } from './member.js';
import { memberEnergy } from './member-energy.js';
import { dayPvMillionths } from './pv-profile.js';
import { type Deal, quarterHourDeals } from './quarter-hour-deals.js';
import type { SampleSeries } from './sample-series.js';

/** One quarter hour of the day: its price, its deals, and what every member's meter will say. */
export interface MarketQuarterHour {
  readonly quarterHour: QuarterHour;
  readonly dayAhead: CentsPerMWh;
  readonly deals: readonly Deal[];
  readonly metered: readonly Metered[];
}

/** What a meter will say for one quarter hour: what the grid gave, and what it got. */
export interface Metered {
  readonly member: Member;
  readonly consumptionWh: WattHours;
  readonly injectionWh: WattHours;
}

const rotated = <Item>(list: readonly Item[], by: number): Item[] => {
  const at = by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
};

/** Behind the meter a house uses its own sun first, also where it is curtailed; then only what was sold goes out. */
function meteredOf(
  member: Member,
  consumed: number,
  produced: number,
  foreseenWh: number,
  deals: readonly Deal[],
): Metered {
  const sold = deals.filter(({ seller }) => seller === member).reduce((sum, { energyWh }) => sum + energyWh, 0);
  const surplus = Math.max(0, produced - consumed);
  const curtailed = foreseenWh > sold;
  return {
    member,
    consumptionWh: wattHours(Math.max(0, consumed - produced)),
    injectionWh: wattHours(curtailed ? Math.min(surplus, sold) : surplus),
  };
}

/** The day's deals and meters, in the order of delivery. Throws where the price file lacks the day. */
export function marketDay(
  date: string,
  series: SampleSeries,
  seed: number,
): { readonly start: Instant; readonly quarterHours: readonly MarketQuarterHour[] } {
  const day = tradingDay(date);
  const shape = { loadW: dayLoadW(day, series.loadW), pvMillionths: dayPvMillionths(day, series.pvMillionths) };
  const energies = members.map((member) => ({ member, ...memberEnergy(member, shape, seed) }));
  const quarterHours = day.quarterHours.map((quarterHour, i) => {
    const dayAhead = series.prices.get(quarterHour);
    if (dayAhead === undefined) throw new Error(`no price for quarter hour ${i + 1} of ${date}`);
    const foreseen = energies.map(({ member, forecast }) => ({
      member,
      netWh: wattHours((forecast.producedWh[i] ?? 0) - (forecast.consumedWh[i] ?? 0)),
    }));
    // Another member is first in every quarter hour, so that the good prices go round.
    const deals = quarterHourDeals(rotated(foreseen, i), dayAhead);
    const metered = energies.map(({ member, profile }, at) =>
      meteredOf(member, profile.consumedWh[i] ?? 0, profile.producedWh[i] ?? 0, foreseen[at]?.netWh ?? 0, deals),
    );
    return { quarterHour, dayAhead, deals, metered };
  });
  return { start: day.start, quarterHours };
}
