import type { Transaction } from '#libs/messaging';
import type { Phase } from '#libs/saga';
import type { KnownCounterTrade } from '../trade/decide-counter-trade.js';

/** Every counter-trade of one original so far. */
export interface CounterTrades {
  readonly of: string;
  readonly trades: readonly KnownCounterTrade[];
}

/**
 * The counter-trades of these originals. Sent behind the statement that locks the originals' sagas: so it sees what
 * whoever held the lock before has committed. An end that it reads is final; an open one counts as not rejected yet.
 */
export async function loadCounterTrades(tx: Transaction, originals: readonly string[]): Promise<CounterTrades[]> {
  if (originals.length === 0) return [];
  const rows = await tx.query<{ of: string; id: string; phase: Phase }>('counter-trade-load', loadText, [originals]);
  return originals.map((of) => ({
    of,
    trades: rows
      .filter((row) => row.of === of)
      .map(({ id, phase }) => ({
        id,
        state: phase === 'undone' ? 'rejected' : phase === 'done' ? 'cleared' : 'pending',
      })),
  }));
}

const loadText = `
  SELECT trade.counter_of AS of, trade.id, saga.phase FROM trade JOIN saga USING (id)
  WHERE trade.counter_of = ANY ($1::uuid[])`;
