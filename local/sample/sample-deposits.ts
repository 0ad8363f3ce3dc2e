import { absoluteMoney, addMoney, cost, type Money, money, zeroMoney } from '#libs/units';
import type { Deal } from './quarter-hour-deals.js';

type Trader = Deal['seller'];

const eur = 100_000_000n;

/** Whoever pays for a deal: the buyer, at a negative price the seller. */
export const payerOf = ({ seller, buyer, price }: Deal): Trader => (price < 0 ? seller : buyer);

/** These pay in too little, so that some of their trades are refused for funds. */
const shortNames = new Set(['House 23', 'House 34', 'House 38', 'House 45']);

const roundedUp = (amount: Money, step: bigint): Money => money(((amount + step - 1n) / step) * step);

/**
 * What each trader pays in before the day: all that it will owe, without what it will earn, a quarter more for fees,
 * rounded up to ten euro; the short ones a third of what they will owe, rounded up to cents.
 */
export function depositsFor(traders: readonly Trader[], deals: readonly Deal[]): Map<Trader, Money> {
  const owed = new Map<Trader, Money>();
  for (const deal of deals) {
    const payer = payerOf(deal);
    owed.set(payer, addMoney(owed.get(payer) ?? zeroMoney, absoluteMoney(cost(deal.energyWh, deal.price))));
  }
  return new Map(
    traders.map((trader) => {
      const debt = owed.get(trader) ?? zeroMoney;
      const isShort = trader !== 'retailer' && shortNames.has(trader.name);
      const deposit = isShort
        ? roundedUp(money(debt / 3n + 1n), eur / 100n)
        : roundedUp(money((debt * 5n) / 4n + eur), 10n * eur);
      return [trader, deposit];
    }),
  );
}
