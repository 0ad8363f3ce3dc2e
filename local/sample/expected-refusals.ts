import { cost, energyOver, parseEur, watts, centsPerMWh, wattHours } from '#libs/units';
import type { SampleMarket, SampleTrade } from './sample-market.shape.js';

/** How many trades of a sample market the platform should refuse, and for what. */
export interface ExpectedRefusals {
  readonly funds: number;
  readonly capacity: number;
}

/**
 * Walks the trades one after the other with nothing but sums, fees left out: a foretelling of what the platform will
 * answer when each trade ends before the next begins. Real trades overlap, so real counts differ by a few.
 */
export function expectedRefusals(market: SampleMarket): ExpectedRefusals {
  const freeEur = new Map<string, bigint>();
  const deposit = (party: string, text: string): void => {
    const amount = parseEur(text);
    if (amount === 'malformed') throw new Error(`${text} is not money`);
    freeEur.set(party, (freeEur.get(party) ?? 0n) + amount);
  };
  for (const { party, amountEur } of market.deposits) deposit(party, amountEur);
  for (const { party, limitEur } of market.creditLimits) deposit(party, limitEur);
  const points = new Map(market.meterPoints.map((point) => [point.eic, point]));
  const soldWh = new Map<string, number>();

  const exceeds = (side: string | null, start: string, energyWh: number): boolean => {
    const point = side === null ? undefined : points.get(side);
    if (!point) return false;
    const limitW = energyWh > 0 ? point.injectionW : point.consumptionW;
    const net = (soldWh.get(`${side} ${start}`) ?? 0) + energyWh;
    return Math.abs(net) > energyOver(watts(limitW), 15);
  };
  const answer = ({ seller, buyer, sellerSide, buyerSide, legs, priceCentsPerMWh }: SampleTrade) => {
    const [leg] = legs;
    if (!leg) throw new Error('a trade without a leg');
    const { start, energyWh } = leg;
    const owed = cost(wattHours(energyWh), centsPerMWh(priceCentsPerMWh));
    const [payer, payee, amount] = owed < 0n ? [seller, buyer, -owed] : [buyer, seller, owed];
    if ((freeEur.get(payer) ?? 0n) < amount) return 'funds';
    if (exceeds(sellerSide, start, energyWh) || exceeds(buyerSide, start, -energyWh)) return 'capacity';
    freeEur.set(payer, (freeEur.get(payer) ?? 0n) - amount);
    freeEur.set(payee, (freeEur.get(payee) ?? 0n) + amount);
    for (const [side, sold] of [
      [sellerSide, energyWh],
      [buyerSide, -energyWh],
    ] as const) {
      if (side !== null) soldWh.set(`${side} ${start}`, (soldWh.get(`${side} ${start}`) ?? 0) + sold);
    }
    return 'cleared';
  };
  const answers = market.trades.map(answer);
  const count = (of: string): number => answers.filter((each) => each === of).length;
  return { funds: count('funds'), capacity: count('capacity') };
}
