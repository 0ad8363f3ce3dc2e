import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../support/patience.js';
import type { ServiceName } from '../../local/services.js';
import { waitUntil } from '../../local/wait-until.js';
import { invariantsHold } from '../support/invariants-hold.js';
import { sharedStack } from '../support/reachable-stack.js';
import { World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = new World(await sharedStack());
});
afterAll(() => world.stack.leave());

/** The budget of both undoable steps. */
const budgetMs = 20_000;

const until = (what: string, holds: () => Promise<boolean>, withinMs = 15_000): Promise<true> =>
  waitUntil(async () => ((await holds()) ? true : undefined), {
    ...{ everyMs: 50, withinMs },
    otherwise: () => `it never came that ${what}`,
  });

const heard = async (id: string, line: string): Promise<boolean> => (await world.timeline(id)).includes(line);

const asksOf = async (id: string, step: string, direction: string): Promise<number> =>
  (await world.saga(id)).timeline.find((one) => one.step === step && one.direction === direction)?.asks ?? 0;

describe.each<readonly [ServiceName, string, string]>([
  ['settlement', 'hold funds', 'book delivery'],
  ['metering', 'book delivery', 'hold funds'],
])('%s is silent', (silent, its, other) => {
  it(`before the pivot: ${its} is asked again and again for its budget, then all is undone, itself too`, async () => {
    const pair = await world.aPair();
    world.stack.freeze(silent);
    let id: string;
    try {
      const submittedAtMs = performance.now();
      id = await world.submit(world.aTrade(pair));
      await until(`${other} is undone`, () => heard(id, `${other} undo accepted`), budgetMs + 10_000);
      const tookMs = performance.now() - submittedAtMs;
      expect(tookMs).toBeGreaterThan(budgetMs - 250);
      expect(await world.trade(id)).toMatchObject({ state: 'pending', rejected: { step: its } });
      // At 0, 0.5, 1.5 and 3.5 s, then every 5 s: 8.5, 13.5 and 18.5 s.
      expect(await asksOf(id, its, 'do')).toBe(7);
      expect(await heard(id, `${its} undo awaited`)).toBe(true);
    } finally {
      world.stack.thaw(silent);
    }
    const { state, rejected } = await world.waitForEnd(id, 30_000);
    expect(state).toBe('rejected');
    expect(rejected).toEqual({ step: its, because: { reason: 'no answer', from: silent } });
    expect(await world.hold(id)).toMatchObject({ state: 'voided' });
    expect(await world.booking(id)).toMatchObject({ state: 'cancelled' });
    for (const party of [pair.seller, pair.buyer]) {
      expect(await world.account(party)).toMatchObject({ postedEur: '1000.00000000', heldEur: '0.00000000' });
      expect(await world.positions(party)).toEqual([]);
    }
  }, 90_000);

  it('for less than the budget: the trade clears when it is back', async () => {
    const pair = await world.aPair();
    world.stack.freeze(silent);
    let id: string;
    try {
      id = await world.submit(world.aTrade(pair));
      await until('it is asked three times', async () => (await asksOf(id, its, 'do')) >= 3);
    } finally {
      world.stack.thaw(silent);
    }
    expect(await world.waitForEnd(id)).toMatchObject({ state: 'cleared' });
  });

  it('after the pivot: it is asked until it is done, and nothing is undone', async () => {
    const finishing = silent === 'settlement' ? 'post funds' : 'firm delivery';
    const done = silent === 'settlement' ? 'firm delivery' : 'post funds';
    const speaking: ServiceName = silent === 'settlement' ? 'metering' : 'settlement';
    const pair = await world.aPair();
    world.stack.freeze(speaking);
    let id: string;
    try {
      id = await world.submit(world.aTrade(pair));
      await until(`${its} is done`, () => heard(id, `${its} do accepted`));
      world.stack.freeze(silent);
      world.stack.thaw(speaking);
      await until(`${done} is done`, () => heard(id, `${done} do accepted`));
      await until(`${finishing} is asked again`, async () => (await asksOf(id, finishing, 'do')) >= 3);
      expect(await world.trade(id)).toMatchObject({ state: 'confirmed' });
    } finally {
      world.stack.thaw(speaking);
      world.stack.thaw(silent);
    }
    expect(await world.waitForEnd(id)).toMatchObject({ state: 'cleared' });
    expect((await world.timeline(id)).filter((line) => line.includes('undo'))).toEqual([]);
    expect(await world.account(pair.buyer)).toMatchObject({ postedEur: '949.88750000', heldEur: '0.00000000' });
  });
});

invariantsHold(() => world, { leastCleared: 4 });
