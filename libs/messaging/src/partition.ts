/**
 * The partition of a key: Kafka's own murmur2 (seed 0x9747b28c) over its UTF-8 bytes, the sign bit cleared, modulo the
 * count. The same as the Java client's default, so that any other writer with the same key meets the same partition.
 */
export function partitionOf(key: string, partitions: number): number {
  return (murmur2(bytesOf(key)) & 0x7fffffff) % partitions;
}

/** Keys are ASCII, all but never longer than this; a buffer for each of twenty thousand a second would be garbage. */
const scratch = new Uint8Array(64);

function bytesOf(key: string): Uint8Array {
  const { length } = key;
  if (length > scratch.length) return Buffer.from(key);
  for (let at = 0; at < length; at += 1) {
    const code = key.charCodeAt(at);
    if (code > 0x7f) return Buffer.from(key);
    scratch[at] = code;
  }
  return scratch.subarray(0, length);
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
