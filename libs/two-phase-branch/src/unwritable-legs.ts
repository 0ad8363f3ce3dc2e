/** A leg that the database refuses, and what it says. */
export interface UnwritableLeg<Leg> {
  readonly leg: Leg;
  readonly error: unknown;
}

/**
 * Finds the legs that cannot be written, in their order: each is the last of the shortest beginning that the database
 * refuses, found by halving, and is left out of what is rehearsed after it.
 *
 * @param refusalOf what the database says against these legs, rehearsed together; undefined where it would take them
 * @param enough asked before each further one is looked for: those left are found in the next round
 * @returns none where all can be written; undefined where not even none can, so that no leg is at fault
 */
export async function unwritableLegs<Leg>(
  legs: readonly Leg[],
  refusalOf: (legs: readonly Leg[]) => Promise<{ readonly error: unknown } | undefined>,
  enough: () => boolean,
): Promise<readonly UnwritableLeg<Leg>[] | undefined> {
  let refusal = await refusalOf(legs);
  if (refusal && (await refusalOf([]))) return undefined;
  const found: UnwritableLeg<Leg>[] = [];
  let rest = legs;
  // So many of the beginning can be written.
  let good = 0;
  while (refusal) {
    let bad = rest.length;
    while (bad - good > 1) {
      const middle = (good + bad) >> 1;
      const earlier = await refusalOf(rest.slice(0, middle));
      if (earlier) {
        bad = middle;
        refusal = earlier;
      } else good = middle;
    }
    const leg = rest[bad - 1];
    if (leg === undefined) break;
    found.push({ leg, error: refusal.error });
    rest = rest.filter((_, index) => index !== bad - 1);
    refusal = good === rest.length || enough() ? undefined : await refusalOf(rest);
  }
  return found;
}
