declare const unit: unique symbol;

/** Money: a whole number of 10⁻⁸ euro. One watt-hour at one cent per MWh is exactly one of them. */
export type Money = bigint & { readonly [unit]: '10⁻⁸ EUR' };

/** Money from a count of 10⁻⁸ euro. */
export const money = (n: bigint): Money => n as Money;

export const zeroMoney: Money = money(0n);

/** The sum of all amounts; zero for none. */
export function addMoney(...amounts: readonly Money[]): Money {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return money(sum);
}

/** a − b. */
export const subtractMoney = (a: Money, b: Money): Money => money(a - b);

/** −a: what the other side of an entry books. */
export const negateMoney = (a: Money): Money => money(-a);

/** |a|. */
export const absoluteMoney = (a: Money): Money => (a < 0n ? money(-a) : a);
