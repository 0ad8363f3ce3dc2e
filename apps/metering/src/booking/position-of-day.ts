import { defaultTimeZone, formatInstant, formatLocal, type QuarterHour, startOf } from '#libs/market';
import { sumWattHours, wattHours } from '#libs/units';
import { capacityWh } from '../meter-point/capacity.js';
import type { Side } from '../meter-point/side.js';
import { emptyPosition, netWh, type Position, positionKey } from './position.js';

/** What was sold and bought. */
export interface Sums {
  readonly soldWh: number;
  readonly boughtWh: number;
  /** Sold minus bought, firm. */
  readonly netWh: number;
  readonly pendingSoldWh: number;
  readonly pendingBoughtWh: number;
}

/** A position in one quarter hour, as it is shown. */
export interface ShownPosition extends Sums {
  readonly start: string;
  readonly startLocal: string;
  /** What may still be sold and bought; below zero where a limit was lowered under what is booked. */
  readonly freeToSellWh: number;
  readonly freeToBuyWh: number;
}

/** Metering keeps no copy of the areas, and their trading days are told by this calendar. */
export const positionsTimeZone = defaultTimeZone;

const instants = (quarterHour: QuarterHour) => ({
  start: formatInstant(startOf(quarterHour)),
  startLocal: formatLocal(startOf(quarterHour), positionsTimeZone),
});

/** Every quarter hour of a day, those in which nothing was ever booked with zeros. */
export function positionOfDay(
  side: Side,
  quarterHours: readonly QuarterHour[],
  booked: ReadonlyMap<string, Position>,
): ShownPosition[] {
  return quarterHours.map((quarterHour) => {
    const position = booked.get(positionKey(side.key, quarterHour)) ?? emptyPosition(side.key, quarterHour);
    return {
      ...instants(quarterHour),
      soldWh: position.firmSoldWh,
      boughtWh: position.firmBoughtWh,
      netWh: position.firmSoldWh - position.firmBoughtWh,
      pendingSoldWh: position.pendingSoldWh,
      pendingBoughtWh: position.pendingBoughtWh,
      freeToSellWh: capacityWh(side, 'seller') - netWh(position, 'seller'),
      freeToBuyWh: capacityWh(side, 'buyer') - netWh(position, 'buyer'),
    };
  });
}

const sum = <Of>(list: readonly Of[], of: (one: Of) => number): number =>
  sumWattHours(list.map((one) => wattHours(of(one))));

/** What was sold and bought over sides or quarter hours. Throws RangeError beyond a safe integer. */
export const sumsOf = (positions: readonly Sums[]): Sums => ({
  soldWh: sum(positions, ({ soldWh }) => soldWh),
  boughtWh: sum(positions, ({ boughtWh }) => boughtWh),
  netWh: sum(positions, (one) => one.netWh),
  pendingSoldWh: sum(positions, ({ pendingSoldWh }) => pendingSoldWh),
  pendingBoughtWh: sum(positions, ({ pendingBoughtWh }) => pendingBoughtWh),
});

/** A party's position over all of its sides, each given with the same quarter hours. */
export const totalOfSides = (
  quarterHours: readonly QuarterHour[],
  sides: readonly (readonly ShownPosition[])[],
): ShownPosition[] =>
  quarterHours.map((quarterHour, at) => {
    const positions = sides.flatMap((side) => side[at] ?? []);
    return {
      ...instants(quarterHour),
      ...sumsOf(positions),
      freeToSellWh: sum(positions, ({ freeToSellWh }) => freeToSellWh),
      freeToBuyWh: sum(positions, ({ freeToBuyWh }) => freeToBuyWh),
    };
  });
