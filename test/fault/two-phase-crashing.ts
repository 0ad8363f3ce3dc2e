import { setTimeout as pause } from 'node:timers/promises';
import { type ServiceName, serviceNames } from '../../local/services.js';
import type { Stack } from '../../local/stack.js';
import { preparedNow, untilAllEnded, untilNotPrepared } from '../support/in-doubt.js';
import type { World } from '../support/world.js';
import type { ArmedRound } from './two-phase-crash-places.js';
import { type TwoPhaseMarket, twoPhaseLoad } from './two-phase-market.js';

/** In doubt longer than this after both sides can be reached is a fault; so is no new trade taken for so long. */
export const mostInDoubtMs = 10_000;
export const mostUntilAcceptedMs = 10_000;
/** A point that no message passes for so long is not on the way. */
const diesWithinMs = 30_000;
const endsWithinMs = 45_000;

export interface CrashedRound {
  /** Who died of its point. */
  readonly died: readonly ServiceName[];
  /** How many branches were prepared when everything could be reached again. */
  readonly prepared: number;
  /** From then until none of those was in doubt. */
  readonly inDoubtMs: number;
  /** From the last death until a new two-phase trade was taken, and whether that one has cleared. */
  readonly acceptedMs: number;
  readonly newTradeCleared: boolean;
  /** How many of the trades of each path ended how: `two-phase done`. */
  readonly ended: Readonly<Record<string, number>>;
  readonly submitted: number;
}

async function diesOf(stack: Stack, name: ServiceName, point: string): Promise<void> {
  const patience = new AbortController();
  const tooLate = pause(diesWithinMs, 'too late' as const, { signal: patience.signal }).catch(
    () => 'too late' as const,
  );
  const exit = await Promise.race([stack[name].exited, tooLate]);
  patience.abort();
  if (exit === 'too late') throw new Error(`${name} did not pass ${point} within ${diesWithinMs / 1_000} s`);
  if (exit.signal !== 'SIGKILL') throw new Error(`${name} ended by ${exit.signal ?? exit.code}, not at ${point}`);
}

/** A new trade, sent until it is taken; answers its id. */
export async function newTrade(world: World, { rich }: TwoPhaseMarket): Promise<string> {
  const trade = world.aTrade(rich[0] as TwoPhaseMarket['poor'], { energyWh: 4, settlement: 'two-phase' });
  for (;;) {
    const answer = await world.post<{ tradeId: string }>(trade).catch(() => undefined);
    if (answer?.status === 202) return answer.body.tradeId;
    await pause(25);
  }
}

/** How many of these trades ended how: `two-phase done`. */
export async function endsOf(world: World, ids: readonly string[]): Promise<Record<string, number>> {
  const rows = await world.query<{ way: string; n: number }>(
    'trading',
    `SELECT settlement || ' ' || phase AS way, count(*)::int AS n FROM trade JOIN saga USING (id)
      WHERE id = ANY ($1::uuid[]) GROUP BY 1 ORDER BY 1`,
    [ids],
  );
  return Object.fromEntries(rows.map(({ way, n }) => [way, n]));
}

/**
 * One round: every armed service dies at its point under load and is started again without it, and everything ends.
 * Throws where one does not die, does not come back, or leaves something open.
 */
export async function crashRound(
  stack: Stack,
  world: World,
  market: TwoPhaseMarket,
  armed: ArmedRound,
): Promise<CrashedRound> {
  const died = serviceNames.filter((name) => armed[name] !== undefined);
  await Promise.all(died.map((name) => stack[name].restart({ CRASH_AT: armed[name] })));
  // Only now: a service that died while it starts would never have been ready.
  const load = twoPhaseLoad(world, market);
  const back: Promise<void>[] = [];
  try {
    let lastDeathMs = 0;
    await Promise.all(
      died.map(async (name) => {
        await diesOf(stack, name, armed[name] as string);
        lastDeathMs = performance.now();
        // Back at once, and without the point: the others still wait for theirs.
        back.push(stack[name].restart());
      }),
    );
    const accepting = newTrade(world, market).then((id) => ({ id, acceptedMs: performance.now() - lastDeathMs }));
    await Promise.all(back);
    const prepared = await preparedNow(world);
    const inDoubtMs = await untilNotPrepared(world, prepared, 2 * mostInDoubtMs);
    const { id, acceptedMs } = await accepting;
    const ids = await load.stop();
    await untilAllEnded(world, endsWithinMs);
    const newTradeCleared = (await world.trade(id)).state === 'cleared';
    const ended = await endsOf(world, ids);
    return { died, prepared: prepared.length, inDoubtMs, acceptedMs, newTradeCleared, ended, submitted: ids.length };
  } finally {
    await load.stop();
    await Promise.allSettled(back);
  }
}

/** What is wrong with a round that has ended, a sentence each. */
export function faultsOf({ inDoubtMs, acceptedMs, newTradeCleared, ended, submitted }: CrashedRound): string[] {
  const faults: string[] = [];
  if (inDoubtMs > mostInDoubtMs) faults.push(`branches were in doubt for ${Math.round(inDoubtMs)} ms`);
  if (acceptedMs > mostUntilAcceptedMs) faults.push(`no new trade was taken for ${Math.round(acceptedMs)} ms`);
  if (!newTradeCleared) faults.push('the trade that was submitted after the last death did not clear');
  const counted = Object.values(ended).reduce((sum, n) => sum + n, 0);
  if (counted !== submitted) faults.push(`${submitted} trades were taken, ${counted} have ended`);
  for (const way of ['saga done', 'saga undone', 'two-phase done', 'two-phase undone'])
    if (!ended[way]) faults.push(`no trade ended "${way}": the round proves little`);
  return faults;
}
