/**
 * True when a JSON number reads as an integer without being one: `1e-400` reads as 0, `1.00000000000000000001` as 1.
 * `1.50e1` is 15, and `0.1` reads as a fraction, so both are false.
 */
export function isInexactInteger(literal: string): boolean {
  if (!Number.isInteger(Number(literal))) return false;
  const [, whole = '', fraction = '', exponent = '0'] = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(literal) ?? [];
  const digits = `${whole}${fraction}`.replace(/0+$/, '');
  if (digits === '') return false;
  // The power of ten that the last digit other than zero stands at.
  const lowest = Number(exponent) - fraction.length + (whole.length + fraction.length - digits.length);
  return lowest < 0;
}
