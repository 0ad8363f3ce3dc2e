import { instant } from '#libs/market';
import { centsPerMWh, money, wattHours } from '#libs/units';
import type { Account } from '../../apps/settlement/src/account/account.js';
import type { Portfolio } from '../../apps/metering/src/meter-point/portfolio.js';
import type { SettlementPath, Trade } from '../../apps/trading/src/trade/trade.js';
import { aBuyer, anArea, aPortfolio, aSeller } from '../support/a-booking.js';
import { anAccount } from '../support/a-hold.js';

const start = instant(Date.UTC(2026, 4, 1, 12));

/** What a trade is about. Both parties sell to each other, so that every two trades share both accounts and both sides. */
interface Terms {
  readonly between: readonly [seller: Trade['seller'], buyer: Trade['buyer']];
  readonly energyWh: number;
  readonly cents: number;
}

const there = [aSeller, aBuyer] as const;
const back = [aBuyer, aSeller] as const;

/**
 * Trades that stand in each other's way. The buyer can pay one of the first two until a deposit comes; their energy does
 * not fit together until the third, the other way, is firm; the fourth has a negative price, so its seller pays; the last
 * can never be delivered.
 */
const terms: readonly Terms[] = [
  { between: there, energyWh: 1500, cents: 5000 },
  { between: there, energyWh: 1200, cents: 6000 },
  { between: back, energyWh: 1000, cents: 5000 },
  { between: there, energyWh: 400, cents: -100 },
  { between: back, energyWh: 2100, cents: 10 },
];

export const mostTrades = 6;
export const kindsOfTerms = terms.length;

const idOf = (place: number): string => `0198c0de-0000-7000-8000-00000000000${place + 1}`;

function tradeOf(place: number, kind: number, settlement: SettlementPath): Trade {
  const { between, energyWh, cents } = terms[kind] ?? terms[0] ?? { between: there, energyWh: 1, cents: 0 };
  const [seller, buyer] = between;
  return {
    ...{ id: idOf(place), caller: 'venue', externalId: null, counterOf: null, settlement },
    ...{ seller, buyer, sellerSide: null, buyerSide: null, area: anArea, price: centsPerMWh(cents) },
    legs: [{ start, durationMinutes: 15, energyWh: wattHours(energyWh) }],
    agreedAt: instant(0),
    gateClosesAt: instant(1),
    // Of most schedules the pivot comes in time, of some it does not.
    registerBy: instant(60_000),
  };
}

const known = new Map<string, Trade>();

/** The trade that is submitted in this place, about these terms: the same object in every schedule, and never changed. */
export function simulatedTrade(place: number, kind: number, settlement: SettlementPath): Trade {
  const key = `${place} ${kind} ${settlement}`;
  const trade = known.get(key) ?? tradeOf(place, kind, settlement);
  known.set(key, trade);
  return trade;
}

/** The two parties at the beginning, with ten and five million of 10⁻⁸ euro. */
export const simulatedAccounts: readonly Account[] = [
  anAccount({ id: aBuyer, posted: money(10_000_000n) }),
  anAccount({ id: aSeller, posted: money(5_000_000n) }),
];

/** What a deposit brings the buyer. */
export const depositAmount = money(10_000_000n);

/** In a quarter hour each of them can make, or take, 2,000 Wh. */
export const mostNetWh = 2_000;

export const simulatedSides: readonly Portfolio[] = [aPortfolio(aSeller, 8000), aPortfolio(aBuyer, 8000)];
