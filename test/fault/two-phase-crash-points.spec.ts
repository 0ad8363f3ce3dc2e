import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../support/patience.js';
import { checkout } from '../../local/checkout.js';
import type { ServiceName } from '../../local/services.js';
import type { Stack } from '../../local/stack.js';
import { preparedNow, untilAllEnded, untilNotPrepared } from '../support/in-doubt.js';
import { invariantsHold } from '../support/invariants-hold.js';
import { ownStack } from '../support/reachable-stack.js';
import { World } from '../support/world.js';
import { crashPlaces } from './crash-places.js';
import { abandoning, dieAtEach, killedAt } from './die-at-each.js';
import { placesWithoutRound, twoPhasePoints, twoPhaseRounds } from './two-phase-crash-places.js';
import { endsOf, mostInDoubtMs, mostUntilAcceptedMs, newTrade } from './two-phase-crashing.js';
import { aTwoPhaseMarket, type TwoPhaseMarket, twoPhaseLoad } from './two-phase-market.js';

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

const placesOf = (name: ServiceName): string[] => twoPhaseRounds.flatMap((armed) => armed[name] ?? []);

describe('processes of the two-phase path that die', () => {
  it('at each of their places, under load, leave nothing half done', async () => {
    const deaths = { trading: placesOf('trading'), metering: placesOf('metering'), settlement: placesOf('settlement') };
    const load = twoPhaseLoad(world, market);
    let lastDeathMs = 0;
    const noteDeath = (): void => {
      lastDeathMs = performance.now();
    };
    expect(await dieAtEach(stack, deaths, noteDeath).catch(abandoning(load))).toEqual(killedAt(deaths));
    const accepting = newTrade(world, market).then((id) => ({ id, acceptedMs: performance.now() - lastDeathMs }));
    const inDoubtMs = await untilNotPrepared(world, await preparedNow(world), 2 * mostInDoubtMs);
    expect(inDoubtMs).toBeLessThanOrEqual(mostInDoubtMs);
    const { id, acceptedMs } = await accepting;
    expect(acceptedMs).toBeLessThanOrEqual(mostUntilAcceptedMs);
    const ids = await load.stop();
    await untilAllEnded(world, 45_000);
    expect((await world.trade(id)).state).toBe('cleared');
    const ended = await endsOf(world, ids);
    expect(Object.keys(ended)).toEqual(['saga done', 'saga undone', 'two-phase done', 'two-phase undone']);
    expect(Object.values(ended).reduce((sum, n) => sum + n, 0)).toBe(ids.length);
  }, 240_000);
});

invariantsHold(() => world, { leastCleared: 200 });
