import type { Leg, RefusedLeg } from '#libs/two-phase';

/** What the rows hold, by key. */
export type HashedRows = ReadonlyMap<string, number>;

/** FNV-1a over 32 bits: any change of what goes in changes what comes out. */
const hashOf = (parts: readonly (string | number)[]): number => {
  let hash = 0x811c9dc5;
  for (const character of parts.join('|')) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash;
};

/**
 * A participant whose rule knows no reason at all: whether a leg is done, and what it leaves behind, hangs on all that its
 * rows hold. So more money may refuse what less allowed, and nothing that a real ledger happens to keep helps anybody.
 */
export class HashedParticipant {
  readonly name: string;
  readonly #refuses: number;

  /** @param refuses of eight legs so many are refused */
  constructor(name: string, refuses: number) {
    this.name = name;
    this.#refuses = refuses;
  }

  /** The rows after the leg, or nothing where it is refused. */
  decide(rows: HashedRows, leg: Leg): HashedRows | undefined {
    const seen = [this.name, leg.id, ...leg.keys.map((key) => rows.get(key) ?? 0)];
    if (hashOf(seen) % 8 < this.#refuses) return undefined;
    return new Map([...rows, ...leg.keys.map((key) => [key, hashOf([...seen, key])] as const)]);
  }

  /** Decides all legs in order, each on what the ones that it accepted left, and names those that it refuses. */
  refusals(legs: readonly Leg[]): readonly RefusedLeg[] {
    let rows: HashedRows = new Map();
    const refused: RefusedLeg[] = [];
    for (const leg of legs) {
      const after = this.decide(rows, leg);
      if (after) rows = after;
      else refused.push({ id: leg.id, because: { reason: 'hashed', at: this.name } });
    }
    return refused;
  }
}

/** The ids of the legs that are done where one leg after another is decided, each by everybody or not at all. */
export function doneInOrder(
  participants: readonly HashedParticipant[],
  legs: readonly Leg[],
  refusedAnyway: (leg: Leg) => boolean,
): readonly string[] {
  let rows = participants.map((): HashedRows => new Map());
  const done: string[] = [];
  for (const leg of legs) {
    const after = participants.map((participant, index) => participant.decide(rows[index] ?? new Map(), leg));
    if (refusedAnyway(leg) || !after.every((each) => each !== undefined)) continue;
    rows = after;
    done.push(leg.id);
  }
  return done;
}
