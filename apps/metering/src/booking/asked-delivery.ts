import type { Delivery } from '#libs/contracts';
import { type Eic, legsFault, type QuarterHour, quarterHourEnergies } from '#libs/market';
import type { WattHours } from '#libs/units';
import { type End, sideKey } from '../meter-point/side.js';
import { emptyPosition, type Movement, type Position, positionKey } from './position.js';

/** What a command asks for or about, read once: two sides, and the energy of each quarter hour. */
export interface AskedDelivery {
  /** The trade's id is the booking's id. */
  readonly id: string;
  readonly seller: Eic;
  readonly buyer: Eic;
  /** A meter point, or null: the party's portfolio in the area. */
  readonly sellerSide: Eic | null;
  readonly buyerSide: Eic | null;
  readonly area: Eic;
  readonly sellerKey: string;
  readonly buyerKey: string;
  /** Without gaps, in order; empty where the legs are at fault. */
  readonly energies: readonly { readonly quarterHour: QuarterHour; readonly energyWh: WattHours }[];
  readonly fault?: LegsFault;
}

export type LegsFault =
  | { readonly reason: 'wrong legs'; readonly fault: string }
  /** Energy that does not divide evenly over the quarter hours of its leg. */
  | { readonly reason: 'off the lot' };

export function askedDelivery(id: string, delivery: Delivery): AskedDelivery {
  const { seller, buyer, sellerSide, buyerSide, area, legs } = delivery;
  const asked = {
    id,
    seller,
    buyer,
    sellerSide,
    buyerSide,
    area,
    sellerKey: sideKey(seller, area, sellerSide),
    buyerKey: sideKey(buyer, area, buyerSide),
  };
  const fault = legsFault(legs);
  if (fault !== undefined) return { ...asked, energies: [], fault: { reason: 'wrong legs', fault } };
  const energies = quarterHourEnergies(legs);
  if (energies === 'off the lot') return { ...asked, energies: [], fault: { reason: 'off the lot' } };
  return { ...asked, energies };
}

/** The key of the side at one end. */
export const sideKeyAt = (asked: AskedDelivery, end: End): string =>
  end === 'seller' ? asked.sellerKey : asked.buyerKey;

/** The keys of every position that the delivery moves. */
export const positionKeysOf = (asked: AskedDelivery): string[] =>
  asked.energies.flatMap(({ quarterHour }) => [
    positionKey(asked.sellerKey, quarterHour),
    positionKey(asked.buyerKey, quarterHour),
  ]);

/** Finds a position by its key; none means that nothing was ever booked there. */
export type PositionOf = (key: string) => Position | undefined;

/** Every position that the delivery touches, as the movement leaves it; a side at both ends is moved twice. */
export function movedPositions(asked: AskedDelivery, positionOf: PositionOf, move: Movement): Map<string, Position> {
  const moved = new Map<string, Position>();
  for (const { quarterHour, energyWh } of asked.energies) {
    for (const end of ['seller', 'buyer'] as const) {
      const side = sideKeyAt(asked, end);
      const key = positionKey(side, quarterHour);
      const position = moved.get(key) ?? positionOf(key) ?? emptyPosition(side, quarterHour);
      moved.set(key, move(position, end, energyWh));
    }
  }
  return moved;
}
