import { type Money, money } from './money.js';

const places = 8;
const perEur = 100_000_000n;
// Thirty digits before the point are far beyond any sum of money and keep BigInt() from working on a hostile text.
const decimal = /^(-?)([0-9]{1,30})(?:\.([0-9]{1,8}))?$/;

/**
 * Money from decimal text in euro: an optional minus, digits, at most eight places ("1.13125", "-0.00000001").
 * No exponent, no plus, no spaces, no bare point.
 */
export function parseEur(text: string): Money | 'malformed' {
  const match = decimal.exec(text);
  if (!match) return 'malformed';
  const [, minus, whole = '', fraction = ''] = match;
  const count = BigInt(whole + fraction.padEnd(places, '0'));
  return money(minus ? -count : count);
}

/** Decimal text in euro, always with eight places: "1.13125000". */
export function formatEur(amount: Money): string {
  const magnitude = amount < 0n ? -amount : amount;
  const fraction = (magnitude % perEur).toString().padStart(places, '0');
  return `${amount < 0n ? '-' : ''}${magnitude / perEur}.${fraction}`;
}
