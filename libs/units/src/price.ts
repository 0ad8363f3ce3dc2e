declare const unit: unique symbol;

/** A price in whole euro cents per megawatt-hour; may be zero or negative. */
export type CentsPerMWh = number & { readonly [unit]: 'ct/MWh' };

/** A fee's rate in thousandths of a euro cent per megawatt-hour: 11,250 is 11.25 ct/MWh. */
export type MilliCentsPerMWh = number & { readonly [unit]: 'mct/MWh' };

/** 99,999.99 EUR/MWh either way: imbalance prices beyond 24,000 EUR/MWh have been seen. */
export const highestCentsPerMWh = 9_999_999;

/** A price from a number. Throws RangeError unless it is an integer within ±9,999,999. */
export function centsPerMWh(n: number): CentsPerMWh {
  if (!Number.isInteger(n) || Math.abs(n) > highestCentsPerMWh) {
    throw new RangeError(`${n} is not a whole number of cents per MWh within ±${highestCentsPerMWh}`);
  }
  return (n + 0) as CentsPerMWh;
}

/** A rate from a number. Throws RangeError unless it is a safe integer. */
export function milliCentsPerMWh(n: number): MilliCentsPerMWh {
  if (!Number.isSafeInteger(n)) throw new RangeError(`${n} is not a whole number of thousandths of a cent per MWh`);
  return (n + 0) as MilliCentsPerMWh;
}
