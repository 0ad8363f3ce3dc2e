import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../support/patience.js';
import { checkout } from '../../local/checkout.js';
import type { Stack } from '../../local/stack.js';
import { invariantsHold } from '../support/invariants-hold.js';
import { ownStack } from '../support/reachable-stack.js';
import { World } from '../support/world.js';
import { crashPlaces } from './crash-places.js';
import { placesWithoutRound, twoPhasePoints, twoPhaseRounds } from './two-phase-crash-places.js';
import { crashRound, faultsOf } from './two-phase-crashing.js';
import { aTwoPhaseMarket, type TwoPhaseMarket } from './two-phase-market.js';

describe('the crash points of the two-phase path', () => {
  const wanted: readonly (readonly [point: string, of: string])[] = [
    ...['before-prepare', 'after-prepare', 'after-vote'].map(
      (point) => [point, 'a participant that prepares'] as const,
    ),
    ...['before-commit-prepared', 'after-commit-prepared', 'after-rollback-prepared', 'after-acknowledge'].map(
      (point) => [point, 'a participant that is told the decision'] as const,
    ),
    ...['before-decision', 'after-decision', 'before-forgetting'].map((point) => [point, 'the coordinator'] as const),
  ];
  const places = crashPlaces(checkout);
  it.each(wanted)('have %s in %s, in one place of the source', (point, of) => {
    const side = of === 'the coordinator' ? 'apps/trading/' : 'libs/two-phase-branch/';
    const standing = places.filter((place) => place.point === point).map(({ path }) => path.startsWith(side));
    expect(standing).toEqual([true]);
  });

  it('are all known, and each is killed in every service that passes it', () => {
    expect([...twoPhasePoints].sort()).toEqual(wanted.map(([point]) => point).sort());
    expect(placesWithoutRound(twoPhaseRounds)).toEqual([]);
  });

  it('misses the place whose round is taken away', () => {
    expect(placesWithoutRound(twoPhaseRounds.slice(1))).toEqual(
      expect.arrayContaining(['before-prepare in metering', 'after-prepare in settlement']),
    );
  });
});

let stack: Stack;
let world: World;
let market: TwoPhaseMarket;
beforeAll(async () => {
  const own = await ownStack();
  stack = own.stack;
  world = new World(own.reachable);
  market = await aTwoPhaseMarket(world);
});
afterAll(() => world.stack.leave());

describe('a process of the two-phase path that dies', () => {
  it.each(twoPhaseRounds.map((armed) => [Object.values(armed).join(', '), armed] as const))(
    'at %s, under load, leaves nothing half done',
    async (_, armed) => {
      const round = await crashRound(stack, world, market, armed);
      expect(faultsOf(round)).toEqual([]);
    },
    120_000,
  );
});

invariantsHold(() => world, { leastCleared: 200 });
