import { setTimeout as pause } from 'node:timers/promises';

const patienceMs = 10_000;
const pauseMs = 100;

const canBeAskedAgain = (failure: unknown): boolean =>
  typeof failure === 'object' && failure !== null && (failure as { retriable?: unknown }).retriable === true;

/**
 * Asks Kafka again for up to ten seconds while the answer is of those that pass by themselves. A broker that has just made
 * a topic, or has just come back, does not lead its partitions for some milliseconds, and kafkajs' admin gives up on that
 * at once. Throws the last answer.
 */
export async function whileUnsettled<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  const untilMs = performance.now() + patienceMs;
  for (;;) {
    try {
      return await ask();
    } catch (failure) {
      if (!canBeAskedAgain(failure) || performance.now() > untilMs) throw failure;
      await pause(pauseMs);
    }
  }
}
