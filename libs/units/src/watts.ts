declare const unit: unique symbol;

/** Power in whole watts, a safe integer. */
export type Watts = number & { readonly [unit]: 'W' };

/** Power from a number. Throws RangeError unless it is a safe integer. */
export function watts(n: number): Watts {
  if (!Number.isSafeInteger(n)) throw new RangeError(`${n} is not a whole number of watts`);
  return (n + 0) as Watts;
}
