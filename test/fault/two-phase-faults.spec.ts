import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import '../support/patience.js';
import { type ServiceName, serviceNames } from '../../local/services.js';
import type { Stack } from '../../local/stack.js';
import { waitUntil } from '../../local/wait-until.js';
import { checkInvariants } from '../../local/check-invariants.js';
import { type HarmfulProxy, harmfulProxy, throughProxy } from '../support/harmful-proxy.js';
import { postgresWire } from '../support/postgres-wire.js';
import { preparedNow, untilAllEnded } from '../support/in-doubt.js';
import { invariantsHold } from '../support/invariants-hold.js';
import { ownServers } from '../support/own-servers.js';
import { ownStack } from '../support/reachable-stack.js';
import { anUndecidedTrade } from '../support/undecided-trade.js';
import type { Listed, TradeSeen } from '../support/what-is-seen.js';
import { type Pair, type Submitted, World } from '../support/world.js';
import { aTwoPhaseMarket, type TwoPhaseMarket } from './two-phase-market.js';

const participants = ['settlement', 'metering'] as const;

let stack: Stack;
let world: World;
let market: TwoPhaseMarket;
let proxies: Readonly<Record<ServiceName, HarmfulProxy>>;
beforeAll(async () => {
  const own = await ownStack();
  stack = own.stack;
  world = new World(own.reachable);
  market = await aTwoPhaseMarket(world);
  const { port } = ownServers(stack).postgres;
  const [trading, metering, settlement] = await Promise.all(serviceNames.map(() => harmfulProxy(postgresWire, port)));
  proxies = { trading, metering, settlement } as Record<ServiceName, HarmfulProxy>;
  await Promise.all(
    serviceNames.map((name) =>
      stack[name].restart({ DATABASE_URL: throughProxy(stack.databaseUrls[name], proxies[name]) }),
    ),
  );
});
afterEach(() => stack.trading.thaw());
afterAll(async () => {
  await world.stack.leave();
  await Promise.all(Object.values(proxies ?? {}).map((proxy) => proxy.close()));
});

const twoPhase = (pair: Pair): Submitted => world.aTrade(pair, { energyWh: 4, settlement: 'two-phase' });
const rich = (at: number): Pair => market.rich[at] as Pair;

/** As {@link World.waitFor}, of a service whose database or process comes back meanwhile. */
const untilSeen = (tradeId: string, state: TradeSeen['state']): Promise<TradeSeen> => {
  let last = 'not to be seen';
  const look = async (): Promise<TradeSeen | undefined> => {
    const seen = await world.trade(tradeId).catch(() => undefined);
    last = seen?.state ?? last;
    return seen?.state === state ? seen : undefined;
  };
  const otherwise = (): string => `trade ${tradeId} is ${last}, awaited was ${state}`;
  return waitUntil(look, { everyMs: 25, withinMs: 20_000, otherwise });
};

/** What a trade has left at the participants: of one that is cleared both, of one that is rejected nothing. */
async function leftBy(tradeId: string): Promise<readonly string[]> {
  const [holds, bookings] = await Promise.all([
    world.query<{ left: string }>('settlement', `SELECT 'hold ' || state AS left FROM hold WHERE id = $1`, [tradeId]),
    world.query<{ left: string }>('metering', `SELECT 'booking ' || state AS left FROM booking WHERE id = $1`, [
      tradeId,
    ]),
  ]);
  return [...holds, ...bookings].map(({ left }) => left);
}
const everything = ['hold posted', 'booking firm'];

describe('a database that crashes between prepare and commit', () => {
  it('has everything prepared when it is back, and the trade is cleared', async () => {
    const { tradeId, gid, prepared } = await anUndecidedTrade(stack, world, world.aTrade(rich(0)));
    const names = [`${gid}/metering`, `${gid}/settlement`];
    expect([...prepared].sort()).toEqual(names);
    const { postgres } = ownServers(stack);
    await postgres.stop('immediate');
    await postgres.restart();
    expect([...(await preparedNow(world))].sort()).toEqual(names);
    stack.trading.thaw();
    await untilSeen(tradeId, 'cleared');
    await untilAllEnded(world, 10_000);
    expect(await leftBy(tradeId)).toEqual(everything);
  });

  it('rolls back what was prepared where one has refused', async () => {
    const { tradeId, gid, prepared } = await anUndecidedTrade(stack, world, world.aTrade(market.weak), 'metering');
    expect(prepared).toEqual([`${gid}/settlement`]);
    const { postgres } = ownServers(stack);
    await postgres.stop('immediate');
    await postgres.restart();
    expect(await preparedNow(world)).toEqual(prepared);
    stack.trading.thaw();
    await untilSeen(tradeId, 'rejected');
    await untilAllEnded(world, 10_000);
    expect(await leftBy(tradeId)).toEqual([]);
  });
});

describe('a reply of the database that is lost', () => {
  /** Who submits what is to end so; the text that is cut after, and what its connection has said before. */
  interface Lost {
    readonly of: () => Pair;
    readonly ends: 'cleared' | 'rejected';
    readonly text: string;
    readonly once?: string;
  }
  const cases: readonly (readonly [what: string, at: ServiceName, lost: Lost])[] = [
    ...participants.flatMap((name) => {
      // What the other has refused is rolled back here.
      const refused = (): Pair => (name === 'settlement' ? market.weak : market.poor);
      const of = (): Pair => rich(1);
      return [
        ['to PREPARE TRANSACTION', name, { of, ends: 'cleared', text: 'PREPARE TRANSACTION' }],
        ['to COMMIT PREPARED', name, { of, ends: 'cleared', text: 'COMMIT PREPARED' }],
        ['to ROLLBACK PREPARED', name, { of: refused, ends: 'rejected', text: 'ROLLBACK PREPARED' }],
      ] as const;
    }),
    [
      'to the COMMIT of a decision to commit',
      'trading',
      { of: () => rich(1), ends: 'cleared', text: 'COMMIT', once: 'two-phase.commit.v1' },
    ],
    [
      'to the COMMIT of a decision to abort',
      'trading',
      { of: () => market.poor, ends: 'rejected', text: 'COMMIT', once: 'two-phase.abort.v1' },
    ],
  ];
  it.each(cases)('%s at %s leaves nothing half done', async (_, at, { of, ends, text, once }) => {
    const cut = proxies[at].cutAfter(text, once);
    const tradeId = await world.submit(twoPhase(of()));
    await cut;
    await untilSeen(tradeId, ends);
    await untilAllEnded(world, 10_000);
    expect(await leftBy(tradeId)).toEqual(ends === 'cleared' ? everything : []);
  });
});

invariantsHold(() => world, { leastCleared: 5 });

interface TwoPhaseSeen {
  readonly gid: string;
  readonly state: string;
}

const listed = async (state: string): Promise<readonly TwoPhaseSeen[]> =>
  (await world.http<Listed<TwoPhaseSeen>>('trading', `/v1/two-phase?state=${state}`)).body.items;

/** Waits until an account is frozen; answers why. */
const frozenBecause = (party: string): Promise<string> =>
  waitUntil(
    async () => {
      const account = await world.http<{ frozenBecause: string | null }>('settlement', `/v1/accounts/${party}`);
      return account.body.frozenBecause ?? undefined;
    },
    { everyMs: 50, withinMs: 10_000, otherwise: () => `the account of ${party} is not frozen` },
  );

describe('a branch that somebody ended by hand', () => {
  interface ByHand {
    readonly statement: string;
    readonly of: () => Pair;
    readonly refuser?: 'metering';
    readonly becomes: TradeSeen['state'];
  }
  const cases: readonly (readonly [what: string, done: ByHand])[] = [
    ['rolled back, where all have said yes', { statement: 'ROLLBACK PREPARED', of: () => rich(2), becomes: 'stuck' }],
    [
      'committed, where another has refused',
      { statement: 'COMMIT PREPARED', of: () => market.weak, refuser: 'metering', becomes: 'rejected' },
    ],
  ];
  const gids: string[] = [];
  const trades: string[] = [];
  it.each(cases)('%s, is reported as mixed and its accounts are frozen', async (_, done) => {
    const { statement, of, refuser, becomes } = done;
    const pair = of();
    const { tradeId, gid } = await anUndecidedTrade(stack, world, world.aTrade(pair), refuser);
    gids.push(gid);
    trades.push(tradeId);
    await world.query('settlement', `${statement} '${gid}/settlement'`);
    stack.trading.thaw();
    await untilSeen(tradeId, becomes);
    for (const party of [pair.seller, pair.buyer]) expect(await frozenBecause(party)).toContain(gid);

    expect((await listed('mixed')).map((seen) => [seen.gid, seen.state])).toEqual(gids.map((of) => [of, 'mixed']));
    expect(await listed('in-doubt')).toEqual([]);
    const { text: metrics } = await world.http('trading', '/metrics');
    expect(metrics).toMatch(
      new RegExp(`^gridsaga_two_phase_transactions\\{[^}]*state="mixed"[^}]*\\} ${gids.length}$`, 'm'),
    );

    const refused = await world.submit(world.aTrade(pair, { energyWh: 4 }));
    expect((await world.waitForEnd(refused)).state).toBe('rejected');
    // Of two refusals the trade names the first: metering may have been faster.
    expect((await world.hold(refused)).because?.reason).toBe('account frozen');
  });

  it('disturbs nothing else of the market', async () => {
    const others = [world.aTrade(rich(3), { energyWh: 4 }), twoPhase(rich(4)), twoPhase(rich(5))];
    const ids = await Promise.all(others.map((trade) => world.submit(trade)));
    for (const id of ids) expect((await world.waitForEnd(id)).state).toBe('cleared');
    // Kafka's offsets follow half a second behind the databases.
    await pause(1_000);
    const { verdict, findings } = await checkInvariants(stack);
    expect(verdict).toBe('broken');
    for (const gid of gids) expect(findings.join('\n')).toContain(gid);
    const named = [...gids, ...trades];
    expect(findings.filter((finding) => !named.some((id) => finding.includes(id)))).toEqual([]);
  });
});
