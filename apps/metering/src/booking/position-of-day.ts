import { formatInstant, type QuarterHour, startOf } from '#libs/market';
import { capacityWh } from '../meter-point/capacity.js';
import type { Side } from '../meter-point/side.js';
import { emptyPosition, netWh, type Position, positionKey } from './position.js';

/** A side's position in one quarter hour, as it is shown. */
export interface ShownPosition {
  readonly start: string;
  readonly soldWh: number;
  readonly boughtWh: number;
  /** Sold minus bought, firm. */
  readonly netWh: number;
  readonly pendingSoldWh: number;
  readonly pendingBoughtWh: number;
  /** What may still be sold and bought; below zero where a limit was lowered under what is booked. */
  readonly freeToSellWh: number;
  readonly freeToBuyWh: number;
}

/** Every quarter hour of a day, those in which nothing was ever booked with zeros. */
export function positionOfDay(
  side: Side,
  quarterHours: readonly QuarterHour[],
  booked: ReadonlyMap<string, Position>,
): ShownPosition[] {
  return quarterHours.map((quarterHour) => {
    const position = booked.get(positionKey(side.key, quarterHour)) ?? emptyPosition(side.key, quarterHour);
    return {
      start: formatInstant(startOf(quarterHour)),
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
