import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import '../support/patience.js';
import { topics } from '#libs/contracts';
import { crashPoints } from '#libs/messaging';
import { milliCentsPerMWh } from '#libs/units';
import { meteringCommands } from '../../apps/metering/src/kafka/metering-commands.work.js';
import { settlementCommands } from '../../apps/settlement/src/kafka/settlement-commands.work.js';
import { tradeSaga } from '../../apps/trading/src/trade/trade-saga.js';
import { checkout } from '../../local/checkout.js';
import type { Stack } from '../../local/stack.js';
import { waitUntil } from '../../local/wait-until.js';
import { invariantsHold } from '../support/invariants-hold.js';
import { ownStack } from '../support/reachable-stack.js';
import { type Pair, World } from '../support/world.js';
import { crashPlaces } from './crash-places.js';
import { abandoning, type Deaths, dieAtEach, killedAt } from './die-at-each.js';

const places = crashPlaces(checkout);

describe('crash points', () => {
  it.each(crashPoints)('%s stands in exactly one place of the source', (point) => {
    expect(places.filter((place) => place.point === point)).toHaveLength(1);
  });

  it('are all named: no place dies at a point that no test knows', () => {
    expect(places.map(({ point }) => point).filter((point) => !crashPoints.some((known) => known === point))).toEqual(
      [],
    );
  });

  it('stand around every transaction, every send and every commit of offsets', () => {
    const at = (path: string) => places.filter((place) => place.path === path).map(({ point }) => point);
    expect(at('libs/messaging/src/shell.ts')).toEqual(['before-commit', 'after-commit']);
    expect(at('libs/messaging/src/relay.ts')).toEqual(['before-send', 'after-send']);
    expect(at('libs/messaging/src/kafka-batches.strategy.ts')).toEqual(['before-offset']);
  });

  // A kind that the participant's work does not know by the command's own type could not be armed.
  const undoable = tradeSaga.undoable.flat();
  const steps = [
    ...undoable.flatMap(({ at, step, do: ask, undo }) => [
      [`${step}, do`, at, ask.type] as const,
      [`${step}, undo`, at, undo.type] as const,
    ]),
    ...tradeSaga.mustFinish.flat().map(({ at, step, do: ask }) => [`${step}, do`, at, ask.type] as const),
  ];
  const works = { settlement: settlementCommands(milliCentsPerMWh(0)), metering: meteringCommands };
  it.each(steps)('can be armed for the step %s at %s', (_, at, type) => {
    const work = at === 'settlement' || at === 'metering' ? works[at] : undefined;
    const command = { id: '', type, key: '', sagaId: '', attempt: 1, replyTo: '', body: {} };
    expect(work?.kindOf?.(command)).toBe(type);
  });
});

const deaths: Deaths = {
  trading: [
    'before-commit@reply:hold funds/do',
    'after-commit@POST /v1/trades',
    `before-send@${topics.settlementCommands.name}`,
    `after-send@${topics.meteringCommands.name}`,
    `before-offset@${topics.tradingReplies.name}`,
    'after-commit@deadlines',
  ],
  metering: [
    'before-commit@metering.book-delivery.v1',
    'after-commit@metering.firm-booking.v1',
    `before-send@${topics.tradingReplies.name}`,
    'after-commit@metering.cancel-booking.v1',
    `before-offset@${topics.meteringCommands.name}`,
    `after-send@${topics.tradingReplies.name}`,
  ],
  settlement: [
    'before-commit@settlement.hold-funds.v1',
    'after-commit@settlement.post-hold.v1',
    `before-send@${topics.tradingReplies.name}`,
    `after-send@${topics.tradingReplies.name}`,
    `before-offset@${topics.settlementCommands.name}`,
    'after-commit@settlement.void-hold.v1',
  ],
};

let stack: Stack;
let world: World;
let rich: Pair;
let poor: Pair;
beforeAll(async () => {
  const own = await ownStack();
  stack = own.stack;
  world = new World(own.reachable);
  rich = await world.aPair({ sellerEur: '1000000', buyerEur: '1000000', limitW: 100_000_000_000 });
  poor = await world.aPair({ ...rich, buyerEur: '0', limitW: 100_000_000_000 });
});
afterAll(() => world.stack.leave());

/** Submits trades, one in five of which cannot be paid, until told to stop; a death in between is survived. */
function load(): { stop(): Promise<string[]>; abandon(): void } {
  let stopped = false;
  let abandoned = false;
  const submitter = async (): Promise<string[]> => {
    const ids: string[] = [];
    while (!stopped) {
      const trades = Array.from({ length: 10 }, (_, at) => world.aTrade(at % 5 === 4 ? poor : rich, { energyWh: 4 }));
      const key = randomUUID();
      while (!abandoned) {
        // Nobody answers while trading is dead: the same request with the same key is sent until somebody does.
        const answer = await world.post<{ results: { tradeId: string }[] }>({ trades }, key).catch(() => undefined);
        if (answer?.status === 202) {
          ids.push(...answer.body.results.map(({ tradeId }) => tradeId));
          break;
        }
        await pause(50);
      }
      await pause(20);
    }
    return ids;
  };
  const running = [submitter(), submitter()];
  return {
    async stop() {
      stopped = true;
      return (await Promise.all(running)).flat();
    },
    abandon() {
      stopped = true;
      abandoned = true;
    },
  };
}

describe('processes that die', () => {
  it('at each of their places, under load, lose and double nothing', async () => {
    const running = load();
    expect(await dieAtEach(stack, deaths).catch(abandoning(running))).toEqual(killedAt(deaths));
    const ids = await running.stop();
    expect(ids.length).toBeGreaterThan(20);
    await waitUntil(
      async () => {
        const text = 'SELECT count(*)::int AS n FROM saga WHERE open';
        return (await world.query<{ n: number }>('trading', text))[0]?.n === 0 ? true : undefined;
      },
      { everyMs: 100, withinMs: 60_000, otherwise: () => 'not every saga ends' },
    );
    const states = await world.query<{ phase: string; n: number }>(
      'trading',
      'SELECT phase, count(*)::int AS n FROM saga WHERE id = ANY ($1::uuid[]) GROUP BY phase',
      [ids],
    );
    expect(states.reduce((sum, { n }) => sum + n, 0)).toBe(ids.length);
    expect(states.map(({ phase }) => phase).sort()).toEqual(['done', 'undone']);
  }, 240_000);
});

invariantsHold(() => world, { leastCleared: 100 });
