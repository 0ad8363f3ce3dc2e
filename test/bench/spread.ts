/** The value below which this share of the values lies (nearest rank); NaN where there is none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

/** How a figure that was measured several times is spread. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export const spreadOf = (values: readonly number[]): Spread => ({
  median: percentile(values, 0.5),
  least: percentile(values, 0),
  most: percentile(values, 1),
});

/** To so many decimals, as a number. */
export const rounded = (value: number, decimals = 1): number => Number(value.toFixed(decimals));
