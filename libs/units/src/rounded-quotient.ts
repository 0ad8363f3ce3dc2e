/**
 * numerator ÷ denominator as the nearest integer, halves away from zero. The denominator is above zero.
 * Not exported from the lib: every rounding of the system has a function of its own that says what is rounded.
 */
export function roundedQuotient(numerator: bigint, denominator: bigint): bigint {
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * magnitude + denominator) / (2n * denominator);
  return numerator < 0n ? -rounded : rounded;
}
