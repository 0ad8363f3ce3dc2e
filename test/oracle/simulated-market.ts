import { instant } from '#libs/market';
import { centsPerMWh, money, wattHours } from '#libs/units';
import type { AskedDelivery } from '../../apps/metering/src/booking/asked-delivery.js';
import { askedDelivery } from '../../apps/metering/src/booking/asked-delivery.js';
import type { Sides } from '../../apps/metering/src/booking/decide-booking.js';
import type { HoldFunds } from '../../apps/settlement/src/hold/decide-hold.js';
import { energyOf, type Trade } from '../../apps/trading/src/trade/trade.js';
import { aBuyer, anArea, aPortfolio, aSeller } from '../support/a-booking.js';
import { anAccount } from '../support/a-hold.js';

/** A trade, and what its commands say to each participant: computed once, as a command's body is. */
export interface SimulatedTrade {
  readonly trade: Trade;
  readonly funds: HoldFunds;
  readonly delivery: AskedDelivery;
}

const start = instant(Date.UTC(2026, 4, 1, 12));

const tradeOf = (
  last: number,
  [seller, buyer]: readonly [Trade['seller'], Trade['buyer']],
  energyWh: number,
  cents: number,
): SimulatedTrade => {
  const id = `0198c0de-0000-7000-8000-00000000000${last}`;
  const legs = [{ start, durationMinutes: 15 as const, energyWh: wattHours(energyWh) }];
  const sides = { seller, buyer, sellerSide: null, buyerSide: null, area: anArea };
  const trade: Trade = {
    ...{ id, caller: 'venue', externalId: null, counterOf: null, legs, ...sides, price: centsPerMWh(cents) },
    settlement: 'saga',
    agreedAt: instant(0),
    gateClosesAt: instant(1),
    // Of most schedules the pivot comes in time, of some it does not.
    registerBy: instant(60_000),
  };
  const funds = { id, seller, buyer, energyWh: energyOf(trade), priceCentsPerMWh: trade.price };
  return { trade, funds, delivery: askedDelivery(id, { ...sides, legs }) };
};

const there = [aSeller, aBuyer] as const;
const back = [aBuyer, aSeller] as const;

/**
 * Trades that stand in each other's way. The buyer can pay one of the first two until a deposit comes; their energy does
 * not fit together until the third, the other way, is firm; the fourth has a negative price, so its seller pays.
 */
export const simulatedTrades: readonly SimulatedTrade[] = [
  tradeOf(1, there, 1500, 5000),
  tradeOf(2, there, 1200, 6000),
  tradeOf(3, back, 1000, 5000),
  tradeOf(4, there, 400, -100),
];

/** The two parties at the beginning, with ten and five million of 10⁻⁸ euro. */
export const simulatedAccounts = () => [
  anAccount({ id: aBuyer, posted: money(10_000_000n) }),
  anAccount({ id: aSeller, posted: money(5_000_000n) }),
];

const portfolios = { [aSeller]: aPortfolio(aSeller, 8000), [aBuyer]: aPortfolio(aBuyer, 8000) };

export const sidesOf = ({ seller, buyer }: Trade): Sides => ({ seller: portfolios[seller], buyer: portfolios[buyer] });
