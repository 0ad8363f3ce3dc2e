/**
 * The partition of a key: Kafka's own murmur2 (seed 0x9747b28c) over its UTF-8 bytes, the sign bit cleared, modulo the
 * count. The same as the Java client's default, so that any other writer with the same key meets the same partition.
 */
export function partitionOf(key: string, partitions: number): number {
  return (murmur2(Buffer.from(key)) & 0x7fffffff) % partitions;
}

const multiplier = 0x5bd1e995;

function murmur2(bytes: Uint8Array): number {
  const { length } = bytes;
  const whole = length & ~3;
  let hash = 0x9747b28c ^ length;
  for (let at = 0; at < whole; at += 4) {
    let word = byte(bytes, at) | (byte(bytes, at + 1) << 8) | (byte(bytes, at + 2) << 16) | (byte(bytes, at + 3) << 24);
    word = Math.imul(word, multiplier);
    word ^= word >>> 24;
    hash = Math.imul(hash, multiplier) ^ Math.imul(word, multiplier);
  }
  if (length - whole > 2) hash ^= byte(bytes, whole + 2) << 16;
  if (length - whole > 1) hash ^= byte(bytes, whole + 1) << 8;
  if (length - whole > 0) hash = Math.imul(hash ^ byte(bytes, whole), multiplier);
  hash = Math.imul(hash ^ (hash >>> 13), multiplier);
  return hash ^ (hash >>> 15);
}

const byte = (bytes: Uint8Array, at: number): number => bytes[at] ?? 0;
