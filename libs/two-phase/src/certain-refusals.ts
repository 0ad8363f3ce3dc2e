import type { Because } from '#libs/decision';
import type { Leg } from './global-transaction.js';
import type { RefusedLeg } from './vote.js';

/** What one participant refused, by leg. */
export type RefusalsOf = ReadonlyMap<string, Because>;

/** For every participant the rows whose state it may have seen differently from how it will be. */
class Doubts {
  readonly #keys = new Map<string, Set<string>>();

  sees(participant: string, leg: Leg): boolean {
    const doubtful = this.#keys.get(participant);
    return doubtful === undefined || leg.keys.every((key) => !doubtful.has(key));
  }

  add(participant: string, leg: Leg): void {
    const doubtful = this.#keys.get(participant) ?? new Set();
    for (const key of leg.keys) doubtful.add(key);
    this.#keys.set(participant, doubtful);
  }
}

/**
 * Of all refused legs those that would be refused as well if only what can be done had been tried, so that a refused leg
 * never takes another one's result with it.
 *
 * Every participant decides the legs in their order, each on the rows as the legs that it accepted left them. So its
 * word on a leg holds only while it saw that leg's rows as they will be: a leg that one participant accepted and another
 * refused leaves rows behind at the first that will never be, and whoever is decided on those rows is open until the next
 * round; an open leg's own rows are then in doubt at everybody. The first refused leg in the order meets no doubt, so at
 * least one refusal is certain.
 *
 * @param refusals what each participant refused; every participant has an entry
 * @param own the coordinator's own refusal of a leg, which depends on no other leg and is always certain
 */
export function certainRefusals(
  legs: readonly Leg[],
  refusals: ReadonlyMap<string, RefusalsOf>,
  own: (leg: Leg) => Because | undefined,
): readonly RefusedLeg[] {
  const doubts = new Doubts();
  const rejected: RefusedLeg[] = [];
  for (const leg of legs) {
    const clear = [...refusals].filter(([participant]) => doubts.sees(participant, leg));
    const because = own(leg) ?? clear.map(([, refused]) => refused.get(leg.id)).find((reason) => reason !== undefined);
    if (because) {
      rejected.push({ id: leg.id, because });
      for (const [participant, refused] of refusals) if (!refused.has(leg.id)) doubts.add(participant, leg);
    } else if (clear.length < refusals.size) {
      for (const participant of refusals.keys()) doubts.add(participant, leg);
    }
  }
  return rejected;
}
