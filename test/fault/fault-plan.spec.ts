import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from '../../local/sample/seeded-random.js';
import { type PlannedFault, plannedRounds } from './fault-plan.js';
import type { FaultKind, FaultTarget } from './kinds/fault-kind.js';

const everyTarget: readonly FaultTarget[] = ['trading 1', 'trading 2', 'metering to Kafka', 'PostgreSQL', 'topics'];

const aKind = (name: string, targets: readonly FaultTarget[], lastsMs: readonly [number, number]): FaultKind => ({
  ...{ name, means: '', targets, lastsMs },
  inject: async () => ({ what: '', heal: async () => 1 }),
});

const someKinds = fc
  .array(
    fc.record({
      targets: fc.uniqueArray(fc.constantFrom(...everyTarget), { minLength: 1 }),
      fromMs: fc.integer({ min: 0, max: 5_000 }),
      moreMs: fc.integer({ min: 0, max: 5_000 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((drawn) =>
    drawn.map(({ targets, fromMs, moreMs }, at) => aKind(`kind-${at}`, targets, [fromMs, fromMs + moreMs])),
  );

const someRounds = (
  seed: number,
  kinds: readonly FaultKind[],
  count: number,
  sizes?: readonly number[],
): (readonly PlannedFault[])[] => {
  const rounds = plannedRounds(seededRandom(seed, 'plan'), kinds, { sizes });
  return Array.from({ length: count }, () => rounds.next().value);
};

describe('a plan of faults', () => {
  it('harms no target twice in a round, and has no kind twice in it', () => {
    fc.assert(
      fc.property(fc.integer(), someKinds, (seed, kinds) => {
        const wrong = someRounds(seed, kinds, 20).filter(
          (round) =>
            round.length === 0 ||
            new Set(round.map(({ target }) => target)).size < round.length ||
            new Set(round.map(({ kind }) => kind)).size < round.length,
        );
        expect(wrong).toEqual([]);
      }),
    );
  });

  it("lets a fault stand as long as its kind says, on one of its kind's targets", () => {
    fc.assert(
      fc.property(fc.integer(), someKinds, (seed, kinds) => {
        const wrong = someRounds(seed, kinds, 10)
          .flat()
          .filter(
            ({ kind, target, lastsMs }) =>
              !kind.targets.includes(target) || lastsMs < kind.lastsMs[0] || lastsMs > kind.lastsMs[1],
          );
        expect(wrong).toEqual([]);
      }),
    );
  });

  it('is the same for the same seed', () => {
    fc.assert(
      fc.property(fc.integer(), someKinds, (seed, kinds) => {
        const told = (): string => JSON.stringify(someRounds(seed, kinds, 10));
        expect(told()).toBe(told());
      }),
    );
  });

  it('brings every kind equally often where their targets do not stand in each other’s way', () => {
    const kinds = Array.from({ length: 9 }, (_, at) => aKind(`kind-${at}`, everyTarget, [1, 1]));
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const faults = someRounds(seed, kinds, 60).flat();
        const times = kinds.map((kind) => faults.filter((fault) => fault.kind === kind).length);
        expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('has rounds of every size it is told, as far as targets go', () => {
    const kinds = Array.from({ length: 9 }, (_, at) => aKind(`kind-${at}`, everyTarget, [1, 1]));
    const sizes = new Set(someRounds(1, kinds, 60, [1, 2, 4, 9]).map(({ length }) => length));
    expect(sizes).toEqual(new Set([1, 2, 4, everyTarget.length]));
  });

  it('goes on where only one target can be harmed', () => {
    const kinds = Array.from({ length: 3 }, (_, at) => aKind(`kind-${at}`, ['topics'], [1, 1]));
    expect(someRounds(1, kinds, 30, [3]).every(({ length }) => length === 1)).toBe(true);
  });
});
