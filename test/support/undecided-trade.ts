import type { Stack } from '../../local/stack.js';
import { waitUntil } from '../../local/wait-until.js';
import { gidOf, preparedNow } from './in-doubt.js';
import type { Submitted, World } from './world.js';

export interface UndecidedTrade {
  readonly tradeId: string;
  readonly gid: string;
  /** The names of its prepared transactions. */
  readonly prepared: readonly string[];
}

const patience = { everyMs: 20, withinMs: 10_000 };

/**
 * Brings a two-phase trade to where its branches are prepared, all have voted, and nobody decides: trading stands still
 * and is to be thawed by the caller. `refuser` is the participant that will refuse the trade, and prepares nothing.
 */
export async function anUndecidedTrade(
  stack: Stack,
  world: World,
  trade: Submitted,
  refuser?: 'metering' | 'settlement',
): Promise<UndecidedTrade> {
  // Without the last vote nothing is decided: its owner stands still until trading does.
  const last = refuser ?? 'settlement';
  const first = last === 'settlement' ? 'metering' : 'settlement';
  stack[last].freeze();
  try {
    const tradeId = await world.submit({ ...trade, settlement: 'two-phase' });
    const gid = await gidOf(world, tradeId);
    const isPrepared = async (participant: string): Promise<true | undefined> =>
      (await preparedNow(world)).includes(`${gid}/${participant}`) ? true : undefined;
    await waitUntil(() => isPrepared(first), { ...patience, otherwise: () => `${gid} is not prepared at ${first}` });
    stack.trading.freeze();
    stack[last].thaw();
    const hasVoted = async (): Promise<true | undefined> =>
      (await world.query(last, 'SELECT FROM branch WHERE gid = $1 AND voted_at IS NOT NULL', [gid])).length > 0
        ? true
        : undefined;
    await waitUntil(hasVoted, { ...patience, otherwise: () => `${last} has not voted on ${gid}` });
    return { tradeId, gid, prepared: (await preparedNow(world)).filter((name) => name.startsWith(`${gid}/`)) };
  } catch (failure) {
    stack.trading.thaw();
    throw failure;
  } finally {
    stack[last].thaw();
  }
}
