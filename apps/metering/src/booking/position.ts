import { type QuarterHour, quarterHour as quarterHourOf } from '#libs/market';
import { addWattHours, type WattHours, wattHours } from '#libs/units';
import type { End } from '../meter-point/side.js';

/** What one side has sold and bought in one quarter hour. The four counters are never negative. */
export interface Position {
  readonly side: string;
  readonly quarterHour: QuarterHour;
  readonly firmSoldWh: WattHours;
  readonly firmBoughtWh: WattHours;
  readonly pendingSoldWh: WattHours;
  readonly pendingBoughtWh: WattHours;
}

/** No side key and no number contains the bar. */
export const positionKey = (side: string, quarterHour: QuarterHour): string => `${side}|${quarterHour}`;

/** What a position's key says. */
export function sideAndQuarterHourOf(key: string): { readonly side: string; readonly quarterHour: QuarterHour } {
  const bar = key.indexOf('|');
  return { side: key.slice(0, bar), quarterHour: quarterHourOf(Number(key.slice(bar + 1))) };
}

const noneWh = wattHours(0);

export const emptyPosition = (side: string, quarterHour: QuarterHour): Position => ({
  side,
  quarterHour,
  firmSoldWh: noneWh,
  firmBoughtWh: noneWh,
  pendingSoldWh: noneWh,
  pendingBoughtWh: noneWh,
});

/** How one booking moves one position. */
export type Movement = (position: Position, end: End, energyWh: WattHours) => Position;

/** A booking sets energy aside. */
export const setAside: Movement = (position, end, energyWh) => addPending(position, end, energyWh);

/** A cancelled booking gives it back. */
export const giveBack: Movement = (position, end, energyWh) => addPending(position, end, wattHours(-energyWh));

/** A firm booking is no longer pending, and counts for good. */
export const makeFirm: Movement = (position, end, energyWh) => {
  const rest = giveBack(position, end, energyWh);
  return end === 'seller'
    ? { ...rest, firmSoldWh: addWattHours(rest.firmSoldWh, energyWh) }
    : { ...rest, firmBoughtWh: addWattHours(rest.firmBoughtWh, energyWh) };
};

/**
 * The net position on one of its two lines, pending bookings counting only where they make it worse:
 * `firm sold − firm bought + pending sold` towards injection, `firm bought − firm sold + pending bought` towards
 * consumption. So a purchase frees room to sell only once it is firm, and taking it back leaves nothing oversold.
 */
export function netWh(position: Position, end: End): WattHours {
  const { firmSoldWh, firmBoughtWh, pendingSoldWh, pendingBoughtWh } = position;
  return end === 'seller'
    ? wattHours(firmSoldWh - firmBoughtWh + pendingSoldWh)
    : wattHours(firmBoughtWh - firmSoldWh + pendingBoughtWh);
}

function addPending(position: Position, end: End, energyWh: WattHours): Position {
  return end === 'seller'
    ? { ...position, pendingSoldWh: counter(addWattHours(position.pendingSoldWh, energyWh)) }
    : { ...position, pendingBoughtWh: counter(addWattHours(position.pendingBoughtWh, energyWh)) };
}

/** Giving back more than was set aside would be a bug, not an answer. */
function counter(energyWh: WattHours): WattHours {
  if (energyWh < 0) throw new RangeError(`a position's counter would become ${energyWh} Wh`);
  return energyWh;
}
