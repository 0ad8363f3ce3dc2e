import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import '../support/patience.js';
import type { ServiceName } from '../../local/services.js';
import { waitUntil } from '../../local/wait-until.js';
import { type Detours, openDetours } from '../support/detours.js';
import { invariantsHold } from '../support/invariants-hold.js';
import { ownStack } from '../support/reachable-stack.js';
import { type Pair, World } from '../support/world.js';

const silentForMs = 1_500;
/** So long after the connections pass again a trade is taken, and so long after it all have ended. */
const takenWithinMs = 10_000;
const endedWithinMs = 30_000;
const everyMs = 40;

let world: World;
let pairs: readonly Pair[];
let detours: Detours;
beforeAll(async () => {
  detours = await openDetours();
  world = new World((await ownStack({ detours })).reachable);
  const area = await world.anArea();
  const rich = { area, sellerEur: '1000000', buyerEur: '1000000', limitW: 1_000_000_000 };
  pairs = await Promise.all(Array.from({ length: 3 }, () => world.aPair(rich)));
});
afterAll(async () => {
  await world.stack.leave();
  await detours.close();
});

/** Trades at even distances until told to stop, whatever becomes of each. */
function steadily(): { stop(): Promise<unknown> } {
  const submitted: Promise<unknown>[] = [];
  const timer = setInterval(() => {
    const count = submitted.length;
    const other = { energyWh: 4, ...(count % 3 === 0 && { settlement: 'two-phase' }) };
    submitted.push(world.post(world.aTrade(pairs[count % pairs.length] as Pair, other)).catch(() => undefined));
  }, everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      return Promise.all(submitted);
    },
  };
}

const openTrades = async (): Promise<number> => {
  const [row] = await world.query<{ n: number }>('trading', 'SELECT count(*)::int AS n FROM saga WHERE open');
  return row?.n ?? 0;
};

describe('connections that a network has forgotten', () => {
  type Road = readonly [ServiceName, 'postgres' | 'kafka'];
  const cases: readonly (readonly [Road, Road])[] = [
    [
      ['trading', 'postgres'],
      ['metering', 'kafka'],
    ],
    [
      ['settlement', 'postgres'],
      ['trading', 'kafka'],
    ],
  ];
  it.each(cases)('are found and replaced: %j and %j', async (...roads) => {
    const load = steadily();
    await pause(500);
    const silences = roads.map(([name, server]) => detours[name][server].silence());
    await pause(silentForMs);
    await Promise.all(silences.map((silence) => silence.end()));
    const healedMs = performance.now();
    for (const { strikes } of silences) expect(strikes).toBeGreaterThan(0);
    const taken = await waitUntil(
      async () => {
        const answer = await Promise.race([
          world.post<{ tradeId: string }>(world.aTrade(pairs[0] as Pair, { energyWh: 4 })).catch(() => undefined),
          pause(2_000),
        ]);
        return answer?.status === 202 ? answer.body.tradeId : undefined;
      },
      { everyMs: 100, withinMs: takenWithinMs, otherwise: () => `no trade is taken after ${takenWithinMs} ms` },
    );
    await load.stop();
    let open = Number.NaN;
    await waitUntil(
      async () => {
        open = await openTrades();
        return open === 0 ? true : undefined;
      },
      {
        everyMs: 100,
        withinMs: healedMs + endedWithinMs - performance.now(),
        otherwise: () => `${open} trades are open after ${endedWithinMs} ms`,
      },
    );
    expect((await world.trade(taken)).state).toBe('cleared');
  });
});

invariantsHold(() => world, { leastCleared: 50 });
