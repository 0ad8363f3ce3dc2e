import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  beginTransaction,
  type Coordinated,
  type CoordinatorSetting,
  coordinate,
  type GlobalTransaction,
  type Leg,
  type Vote,
} from '#libs/two-phase';
import { doneInOrder, HashedParticipant } from './hashed-participant.js';

const keys = ['a', 'b', 'c', 'd', 'e', 'f'];

const market = fc.record({
  legs: fc.array(fc.uniqueArray(fc.constantFrom(...keys), { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 12,
  }),
  refuses: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 3 }),
  refusedAnyway: fc.uniqueArray(fc.integer({ min: 0, max: 11 }), { maxLength: 2 }),
  busyRounds: fc.uniqueArray(fc.integer({ min: 0, max: 8 }), { maxLength: 4 }),
});

const legsOf = (keysOfLegs: readonly (readonly string[])[]): Leg[] =>
  keysOfLegs.map((legKeys, index) => ({ id: `leg ${index}`, keys: legKeys }));

interface Rounds {
  readonly committed: readonly string[];
  readonly rejected: readonly string[];
  readonly rounds: number;
}

/** Feeds each round's votes to the coordinator until a round has no next one. */
function goThrough(
  participants: readonly HashedParticipant[],
  legs: readonly Leg[],
  refusedAnyway: (leg: Leg) => boolean,
  busyRounds: readonly number[],
): Rounds {
  const names = participants.map(({ name }) => name);
  const setting = (round: number): CoordinatorSetting => ({
    participants: names,
    now: 0,
    chance: 0,
    nextGid: `gid ${round + 1}`,
    refusalOf: (leg) => (refusedAnyway(leg) ? { reason: 'gate closed' } : undefined),
  });
  const rejected: string[] = [];
  let transaction: GlobalTransaction = beginTransaction('gid 0', legs, setting(0)).transaction;
  for (let round = 0; ; round += 1) {
    let heard: Coordinated = { transaction, tell: [] };
    for (const [index, participant] of participants.entries()) {
      const refused = participant.refusals(transaction.legs);
      const busy = busyRounds.includes(round) && index === round % participants.length;
      const vote: Vote = busy
        ? { vote: 'busy' }
        : refused.length > 0
          ? { vote: 'refused', legs: refused }
          : { vote: 'yes' };
      const led = coordinate(
        heard.transaction,
        { signal: 'vote', participant: participant.name, vote },
        setting(round),
      );
      heard = led.outcome ? led : { ...heard, transaction: led.transaction };
    }
    if (heard.outcome?.outcome === 'decided to commit')
      return { committed: transaction.legs.map(({ id }) => id), rejected, rounds: round + 1 };
    if (heard.outcome?.outcome === 'decided to abort') rejected.push(...heard.outcome.rejected.map(({ id }) => id));
    if (!heard.next) return { committed: [], rejected, rounds: round + 1 };
    const released = coordinate(heard.next, { signal: 'predecessor ended' }, setting(round)).transaction;
    const now = released.dueAt ?? 0;
    transaction =
      released.state === 'gathering'
        ? coordinate(released, { signal: 'silence' }, { ...setting(round), now }).transaction
        : released;
  }
}

describe('the rounds of a gathering', () => {
  it('do exactly the legs that would be done one after another, and reject the others', () => {
    fc.assert(
      fc.property(market, (given) => {
        const participants = given.refuses.map(
          (refuses, index) => new HashedParticipant(`participant ${index}`, refuses),
        );
        const legs = legsOf(given.legs);
        const refusedAnyway = ({ id }: Leg): boolean => given.refusedAnyway.some((index) => id === `leg ${index}`);
        const done = doneInOrder(participants, legs, refusedAnyway);
        const { committed, rejected, rounds } = goThrough(participants, legs, refusedAnyway, given.busyRounds);
        expect(committed).toEqual(done);
        expect([...rejected].sort()).toEqual(
          legs
            .map(({ id }) => id)
            .filter((id) => !done.includes(id))
            .sort(),
        );
        expect(rounds).toBeLessThanOrEqual(legs.length + 1 + given.busyRounds.length);
      }),
      { numRuns: 600 },
    );
  });

  it('are two where legs that share no row are refused', () => {
    const participants = [new HashedParticipant('settlement', 4), new HashedParticipant('metering', 1)];
    const legs = legsOf(Array.from({ length: 100 }, (_, index) => [`row ${index}`]));
    const { committed, rejected, rounds } = goThrough(participants, legs, () => false, []);
    expect(committed.length).toBeGreaterThan(10);
    expect(rejected.length).toBeGreaterThan(10);
    expect(rounds).toBe(2);
  });
});
