import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks again and again, with a pause of `everyMs`, until `ask` answers something other than undefined.
 * Throws the sentence of `otherwise` after `withinMs`.
 */
export async function waitUntil<Answer>(
  ask: () => Promise<Answer | undefined> | Answer | undefined,
  { everyMs, withinMs, otherwise }: { everyMs: number; withinMs: number; otherwise: () => string },
): Promise<Answer> {
  const endsAt = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > endsAt) throw new Error(otherwise());
    await pause(everyMs);
  }
}
