declare const unit: unique symbol;

/** Energy in whole watt-hours, a safe integer; negative where a difference is meant. */
export type WattHours = number & { readonly [unit]: 'Wh' };

/** Energy from a number. Throws RangeError unless it is a safe integer. */
export function wattHours(n: number): WattHours {
  if (!Number.isSafeInteger(n)) throw new RangeError(`${n} is not a whole number of watt-hours`);
  // Adding zero turns -0 into 0, which would differ from it in an equality check.
  return (n + 0) as WattHours;
}

/** a + b in Wh. Throws RangeError when the sum leaves the safe integers. */
export function addWattHours(a: WattHours, b: WattHours): WattHours {
  return wattHours(a + b);
}

/** The sum in Wh, 0 for an empty list. Throws RangeError when a partial sum leaves the safe integers. */
export function sumWattHours(energies: Iterable<WattHours>): WattHours {
  let sum = wattHours(0);
  for (const energy of energies) sum = addWattHours(sum, energy);
  return sum;
}
