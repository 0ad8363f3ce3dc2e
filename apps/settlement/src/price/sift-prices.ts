import type { Instant } from '#libs/market';
import type { CentsPerMWh } from '#libs/units';
import { type DayAheadPrice, priceKey } from './day-ahead-price.js';
import type { PriceLine, RefusedLine } from './read-price-line.js';

/** What becomes of a file's lines. Each line is in one of the four. */
export interface SiftedPrices {
  /** Lines that bring a price where there was none. */
  readonly taken: readonly number[];
  /** Lines that repeat what is known, or another line. */
  readonly already: readonly number[];
  /** Lines that put another price in the place of a known one. */
  readonly corrected: readonly number[];
  readonly refused: readonly RefusedLine[];
  /** What is to be written. */
  readonly prices: readonly DayAheadPrice[];
}

export interface SiftTerms {
  readonly source: string;
  /** Whether another price than the known one replaces it, or is refused. */
  readonly mayCorrect: boolean;
}

/**
 * Holds a file's lines against what is known and against each other. Two lines with different prices for one quarter
 * hour are both refused: one of them is wrong, and nothing says which.
 */
export function siftPrices(
  lines: readonly PriceLine[],
  known: { get(key: string): DayAheadPrice | undefined },
  { source, mayCorrect }: SiftTerms,
  now: Instant,
): SiftedPrices {
  const taken: number[] = [];
  const already: number[] = [];
  const corrected: number[] = [];
  const refused: RefusedLine[] = [];
  const prices: DayAheadPrice[] = [];
  for (const [key, [first, ...rest]] of byKey(lines)) {
    const other = rest.find(({ priceCentsPerMWh }) => priceCentsPerMWh !== first.priceCentsPerMWh);
    if (other) {
      const because = `lines ${first.line} and ${other.line} have ${eur(first)} and ${eur(other)} EUR/MWh for one quarter hour`;
      refused.push(...[first, ...rest].map(({ line }) => ({ line, because })));
      continue;
    }
    already.push(...rest.map(({ line }) => line));
    const { line, area, quarterHour, priceCentsPerMWh } = first;
    const before = known.get(key);
    if (before?.priceCentsPerMWh === priceCentsPerMWh) {
      already.push(line);
      continue;
    }
    if (before && !mayCorrect) {
      const because = `${eur(before)} EUR/MWh are known from ${before.source}, and this says ${eur(first)}; a correction needs a reason`;
      refused.push({ line, because });
      continue;
    }
    (before ? corrected : taken).push(line);
    prices.push({ area, quarterHour, priceCentsPerMWh, source, revision: (before?.revision ?? 0) + 1, at: now });
  }
  return { taken, already, corrected, refused, prices };
}

function byKey(lines: readonly PriceLine[]): Map<string, [PriceLine, ...PriceLine[]]> {
  const grouped = new Map<string, [PriceLine, ...PriceLine[]]>();
  for (const line of lines) {
    const group = grouped.get(priceKey(line));
    if (group) group.push(line);
    else grouped.set(priceKey(line), [line]);
  }
  return grouped;
}

/** Cents as decimal text in euro. */
function eur({ priceCentsPerMWh: cents }: { readonly priceCentsPerMWh: CentsPerMWh }): string {
  const magnitude = Math.abs(cents);
  return `${cents < 0 ? '-' : ''}${Math.trunc(magnitude / 100)}.${(magnitude % 100).toString().padStart(2, '0')}`;
}
