import { type CentsPerMWh, centsPerMWh, highestCentsPerMWh } from './price.js';
import { roundedQuotient } from './rounded-quotient.js';

// More than forty places say nothing about a price; the limits keep BigInt() from working on a hostile text.
const decimal = /^(-?)([0-9]{1,20})(?:\.([0-9]{1,40}))?$/;

/**
 * A price from decimal text in EUR/MWh, the way price files write it. Published files carry the traces of somebody's
 * floating point (`2.5700000000000003`), so up to 10⁻⁶ EUR off a cent is taken as that cent; more is refused.
 * Exact all the way: digits to bigint, never through a float product.
 */
export function parseCentsPerMWh(text: string): CentsPerMWh | 'malformed' | 'off a cent' | 'out of range' {
  const match = decimal.exec(text);
  if (!match) return 'malformed';
  const [, minus, whole = '', fraction = ''] = match;
  const places = Math.max(fraction.length, 6);
  const value = BigInt(whole + fraction.padEnd(places, '0'));
  const perCent = 10n ** BigInt(places - 2);
  const cents = roundedQuotient(value, perCent);
  const off = value - cents * perCent;
  if ((off < 0n ? -off : off) > 10n ** BigInt(places - 6)) return 'off a cent';
  if (cents > BigInt(highestCentsPerMWh)) return 'out of range';
  return centsPerMWh(minus ? -Number(cents) : Number(cents));
}
