import type { Eic, Instant, Leg } from '#libs/market';
import { type CentsPerMWh, sumWattHours, type WattHours } from '#libs/units';

/** How a trade is brought about: step by step, each undone if a later one fails, or everywhere at one instant. */
export type SettlementPath = 'saga' | 'two-phase';

/** What two parties owe each other. Never changed once it is submitted; its saga says how far it is. */
export interface Trade {
  /** UUID; also the id of its saga, its hold and its booking. */
  readonly id: string;
  readonly caller: string;
  /** The caller's own reference, unique among the caller's trades. */
  readonly externalId: string | null;
  readonly seller: Eic;
  readonly buyer: Eic;
  /** A meter point, or null: the party's portfolio in the area. */
  readonly sellerSide: Eic | null;
  readonly buyerSide: Eic | null;
  readonly area: Eic;
  /** Adjacent, in order. */
  readonly legs: readonly Leg[];
  readonly price: CentsPerMWh;
  readonly settlement: SettlementPath;
  /** The instant, by the market clock, at which the deal binds. */
  readonly agreedAt: Instant;
  readonly gateClosesAt: Instant;
  /** Registration may follow until then. */
  readonly registerBy: Instant;
  /** The cleared trade that this one takes back. */
  readonly counterOf: string | null;
}

/** Where an end of the trade delivers or takes: a meter point, or the key of the party's portfolio in the area. */
export const sideKeyOf = (trade: Pick<Trade, End | `${End}Side` | 'area'>, end: End): string =>
  trade[`${end}Side`] ?? `${trade[end]}/${trade.area}`;

type End = 'seller' | 'buyer';

/** The energy over all legs. */
export const energyOf = ({ legs }: Pick<Trade, 'legs'>): WattHours =>
  sumWattHours(legs.map(({ energyWh }) => energyWh));

export type TradeTerms = Pick<
  Trade,
  'seller' | 'buyer' | 'sellerSide' | 'buyerSide' | 'area' | 'legs' | 'price' | 'settlement' | 'externalId'
>;

/**
 * The side that proposed the trade, where it bound with the other side's confirmation only. What a venue or an operator
 * submits binds at once: neither is ever a side.
 */
export const proposerOf = ({ caller, seller, buyer }: Pick<Trade, 'caller' | 'seller' | 'buyer'>): Eic | undefined =>
  [seller, buyer].find((side) => side === caller);

/** Whether two trades say the same; the instant at which they came does not matter. */
export const sameTerms = (one: TradeTerms, other: TradeTerms): boolean =>
  one.seller === other.seller &&
  one.buyer === other.buyer &&
  one.sellerSide === other.sellerSide &&
  one.buyerSide === other.buyerSide &&
  one.area === other.area &&
  one.price === other.price &&
  one.settlement === other.settlement &&
  one.externalId === other.externalId &&
  one.legs.length === other.legs.length &&
  one.legs.every((leg, at) => {
    const same = other.legs[at];
    return same?.start === leg.start && same.durationMinutes === leg.durationMinutes && same.energyWh === leg.energyWh;
  });
