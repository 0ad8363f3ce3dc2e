import { formatInstant } from '#libs/market';
import type { TradeTerms } from '../trade/trade.js';

/** One field in which two sides hold other terms: where, by JSON pointer into the terms, and both values. */
export interface TermDifference {
  readonly at: string;
  readonly proposed: string | number | null;
  readonly confirmed: string | number | null;
}

/** The terms that both sides must hold; each side's own reference is no term. */
export type SharedTerms = Omit<TradeTerms, 'externalId'>;

type Fields = readonly (readonly [at: string, value: string | number | null])[];

const fieldsOf = ({ seller, buyer, sellerSide, buyerSide, area, price, settlement, legs }: SharedTerms): Fields => [
  ['/seller', seller],
  ['/buyer', buyer],
  ['/sellerSide', sellerSide],
  ['/buyerSide', buyerSide],
  ['/area', area],
  ['/priceCentsPerMWh', price],
  ['/settlement', settlement],
  ...legs.flatMap(
    ({ start, durationMinutes, energyWh }, at): Fields => [
      [`/legs/${at}/start`, formatInstant(start)],
      [`/legs/${at}/durationMinutes`, durationMinutes],
      [`/legs/${at}/energyWh`, energyWh],
    ],
  ),
];

/** Every field that differs; a leg that only one side has differs as a whole, and names nothing on the other's part. */
export function termDifferences(proposed: SharedTerms, confirmed: SharedTerms): readonly TermDifference[] {
  const [ofProposed, ofConfirmed] = [new Map(fieldsOf(proposed)), new Map(fieldsOf(confirmed))];
  return [...new Set([...ofProposed.keys(), ...ofConfirmed.keys()])].flatMap((at) => {
    const difference = { at, proposed: ofProposed.get(at) ?? null, confirmed: ofConfirmed.get(at) ?? null };
    return difference.proposed === difference.confirmed ? [] : [difference];
  });
}
