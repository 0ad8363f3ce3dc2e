/** Draws a whole number from `least` to `most`, both included. */
export type Draw = (least: number, most: number) => number;

/** FNV-1a: a name's 32-bit hash. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i += 1) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash;
}

/**
 * Chance that repeats: mulberry32, one stream per seed and name, so that another house does not change what the first
 * one drew. For ranges far below 2³² the bias of the remainder is of no account here.
 */
export function seededRandom(seed: number, stream: string): Draw {
  let state = hashOf(`${seed} ${stream}`);
  return (least, most) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return least + (((mixed ^ (mixed >>> 14)) >>> 0) % (most - least + 1));
  };
}
