/** Some bits of a state's word. */
export interface BitField {
  readonly get: (word: number) => number;
  /** The word with other bits in this place. */
  readonly put: (word: number, value: number) => number;
}

/** Fields of the given widths, one after another from the lowest bit. */
export function bitFields<Name extends string>(
  widths: Readonly<Record<Name, number>>,
): Readonly<Record<Name, BitField>> {
  let at = 0;
  const fields = {} as Record<Name, BitField>;
  for (const [name, width] of Object.entries(widths) as [Name, number][]) {
    const shift = at;
    const mask = 2 ** width - 1;
    fields[name] = {
      get: (word) => (word >>> shift) & mask,
      put: (word, value) => ((word & ~(mask << shift)) | (value << shift)) >>> 0,
    };
    at += width;
  }
  if (at > 32) throw new RangeError(`${at} bits do not fit into a word of 32`);
  return fields;
}
