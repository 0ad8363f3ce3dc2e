import fc from 'fast-check';

/** What is done to a text on its way into bytes. */
export type TextHarm =
  | { readonly harm: 'cut'; readonly at: number }
  | { readonly harm: 'flip'; readonly at: number }
  | { readonly harm: 'before'; readonly bytes: readonly number[] }
  | { readonly harm: 'after'; readonly bytes: readonly number[] }
  | { readonly harm: 'encoded'; readonly as: 'utf16le' | 'latin1' }
  | { readonly harm: 'grown'; readonly toBytes: number };

const bits = 8;
/** Around the limit of a body, and far above it. */
const bodyLimitBytes = 2 * 1024 * 1024;
const sizes = [bodyLimitBytes - 1, bodyLimitBytes, bodyLimitBytes + 1, 4 * bodyLimitBytes];

const oddBytes = fc.constantFrom<readonly number[]>(
  ...[[0], [0xff], [0xfe, 0xff], [0xef, 0xbb, 0xbf], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]],
  ...[[0x20], [0x0a], [0x7b], [0x7d], [0x2c], [0x7b, 0x7d], [0x1a]],
);

export const textHarm: fc.Arbitrary<TextHarm> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ harm: fc.constantFrom('cut' as const, 'flip' as const), at: fc.nat({ max: 4_000 }) }),
  },
  { weight: 4, arbitrary: fc.record({ harm: fc.constantFrom('before' as const, 'after' as const), bytes: oddBytes }) },
  {
    weight: 1,
    arbitrary: fc.record({
      harm: fc.constant('encoded' as const),
      as: fc.constantFrom('utf16le' as const, 'latin1' as const),
    }),
  },
);

/** Megabytes: seldom, for each takes longer than a hundred others. */
export const growth: fc.Arbitrary<TextHarm> = fc.record({
  harm: fc.constant('grown' as const),
  toBytes: fc.constantFrom(...sizes),
});

/** The bytes of a text with these harms done to it, one after the other. */
export function harmedText(text: string, harms: readonly TextHarm[]): Buffer {
  let bytes: Buffer = Buffer.from(text);
  for (const harm of harms) {
    if (harm.harm === 'cut') bytes = bytes.subarray(0, harm.at % (bytes.length + 1));
    else if (harm.harm === 'flip') bytes = flipped(bytes, harm.at);
    else if (harm.harm === 'before') bytes = Buffer.concat([Buffer.from(harm.bytes), bytes]);
    else if (harm.harm === 'after') bytes = Buffer.concat([bytes, Buffer.from(harm.bytes)]);
    else if (harm.harm === 'encoded') bytes = Buffer.from(bytes.toString(), harm.as);
    else bytes = Buffer.concat([bytes, Buffer.alloc(Math.max(0, harm.toBytes - bytes.length), ' ')]);
  }
  return bytes;
}

function flipped(bytes: Buffer, place: number): Buffer {
  if (bytes.length === 0) return bytes;
  const copy = Buffer.from(bytes);
  const index = Math.floor(place / bits) % copy.length;
  copy[index] = (copy[index] ?? 0) ^ (1 << (place % bits));
  return copy;
}
