import { waitUntil } from '../../local/wait-until.js';
import type { World } from './world.js';

/** Everything that is prepared now in the whole cluster, as `<gid>/<participant>`. Throws while the server is away. */
export async function preparedNow(world: World): Promise<readonly string[]> {
  const rows = await world.query<{ gid: string }>('trading', 'SELECT gid FROM pg_prepared_xacts ORDER BY gid');
  return rows.map(({ gid }) => gid);
}

/** Waits until none of these is prepared any more; answers how long that took. */
export async function untilNotPrepared(world: World, names: readonly string[], withinMs: number): Promise<number> {
  const fromMs = performance.now();
  let left = names;
  await waitUntil(
    async () => {
      const prepared = await preparedNow(world);
      left = names.filter((name) => prepared.includes(name));
      return left.length === 0 ? true : undefined;
    },
    { everyMs: 25, withinMs, otherwise: () => `in doubt for more than ${withinMs} ms: ${left.join(', ')}` },
  );
  return performance.now() - fromMs;
}

const open: readonly (readonly [what: string, database: 'trading' | 'metering' | 'settlement', from: string])[] = [
  ['sagas are open', 'trading', 'saga WHERE open'],
  ['global transactions are open', 'trading', 'global_transaction WHERE open'],
  ['trades wait for a global transaction', 'trading', 'two_phase_pending'],
  ['branches in metering', 'metering', 'branch'],
  ['branches in settlement', 'settlement', 'branch'],
  ['commands wait in metering', 'metering', 'waiting'],
  ['commands wait in settlement', 'settlement', 'waiting'],
  ['transactions are prepared', 'trading', 'pg_prepared_xacts'],
];

/** Waits until nothing is open on either path, nowhere. Throws with what is left. */
export async function untilAllEnded(world: World, withinMs: number): Promise<void> {
  let left: readonly string[] = [];
  await waitUntil(
    async () => {
      const counted = await Promise.all(
        open.map(async ([what, database, from]) => {
          const [row] = await world.query<{ n: number }>(database, `SELECT count(*)::int AS n FROM ${from}`);
          return row?.n === 0 ? [] : [`${row?.n} ${what}`];
        }),
      );
      left = counted.flat();
      return left.length === 0 ? true : undefined;
    },
    { everyMs: 100, withinMs, otherwise: () => `not everything has ended: ${left.join(', ')}` },
  );
}

/** The gid of the global transaction that holds this trade now. */
export async function gidOf(world: World, tradeId: string): Promise<string> {
  const text = `SELECT gid FROM global_transaction WHERE strpos(legs::text, $1) > 0 ORDER BY since DESC, gid DESC`;
  return waitUntil(async () => (await world.query<{ gid: string }>('trading', text, [tradeId]))[0]?.gid, {
    ...{ everyMs: 20, withinMs: 10_000 },
    otherwise: () => `no global transaction holds the trade ${tradeId}`,
  });
}
