import { setTimeout as wait } from 'node:timers/promises';
import type { TradeReader } from '../store/trade.reader.js';

/** Looked at so often while a caller waits for the end. */
const lookEveryMs = 20;
const longestWaitS = 60;

/** Whether all of these trades ended within the time that the caller's `Prefer: wait=5` gives them; false without one. */
export async function endedWithin(
  reader: Pick<TradeReader, 'ended'>,
  prefer: string | undefined,
  ids: readonly string[],
): Promise<boolean> {
  const seconds = Number(/(?:^|[,;\s])wait=(\d{1,4})(?:$|[,;\s])/.exec(prefer ?? '')?.[1] ?? 0);
  if (seconds === 0 || ids.length === 0) return false;
  const until = performance.now() + Math.min(seconds, longestWaitS) * 1000;
  while (!(await reader.ended(ids))) {
    if (performance.now() > until) return false;
    await wait(lookEveryMs);
  }
  return true;
}
