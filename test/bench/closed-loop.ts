import { rounded } from './spread.js';

export interface ClosedLoop {
  /** So many pieces of work are under way at once. */
  readonly atOnce: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
}

/** Into so many windows a closed loop's time is cut. */
const windowCount = 5;

/**
 * Does a piece of work again and again, each worker its next one when its last is done, and answers how many were done
 * per second, window by window; the warm-up is left out. Throws what the work throws.
 *
 * @param work gets the number of the piece, from 0
 */
export async function closedLoop(
  { atOnce, seconds, warmUpSeconds }: ClosedLoop,
  work: (at: number) => Promise<void>,
): Promise<readonly number[]> {
  const fromAt = performance.now() + warmUpSeconds * 1_000;
  const windowMs = (seconds * 1_000) / windowCount;
  const done = Array.from({ length: windowCount }, () => 0);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (;;) {
      const at = next;
      next += 1;
      await work(at);
      const window = Math.floor((performance.now() - fromAt) / windowMs);
      if (window >= windowCount) return;
      if (window >= 0) done[window] = (done[window] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return done.map((count) => rounded((count * 1_000) / windowMs));
}
