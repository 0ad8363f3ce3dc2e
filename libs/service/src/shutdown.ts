import type { Logger } from 'pino';

/** One thing to stop. `stop` may be called once only. */
export interface StopStep {
  readonly name: string;
  stop(): Promise<unknown>;
}

/** A killed process is as good as a stopped one, only later: nothing waits longer than this. */
export const stopWithinMs = 10_000;

/**
 * Stops step by step, each after the one before has ended: stop taking work, finish the batch, relay what is committed,
 * leave the group, close the pool. A step that throws is logged and the next one begins. Answers `late` when `withinMs`
 * passed first.
 */
export async function stopInOrder(
  steps: readonly StopStep[],
  logger: Pick<Logger, 'info' | 'error'>,
  withinMs = stopWithinMs,
): Promise<'stopped' | 'late'> {
  let running = '';
  const all = async (): Promise<'stopped'> => {
    for (const step of steps) {
      running = step.name;
      try {
        await step.stop();
      } catch (error) {
        logger.error({ err: error, step: step.name }, 'a step of the stop failed');
      }
    }
    return 'stopped';
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, withinMs, 'late');
  });
  const how = await Promise.race([all(), late]);
  clearTimeout(timer);
  if (how === 'late') logger.error({ step: running, withinMs }, 'the stop took too long');
  else logger.info('stopped');
  return how;
}

interface Signals {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  exit(code: number): unknown;
}

/**
 * On SIGTERM or SIGINT stops in order and ends the process: 0, or 1 when that took too long. Further signals change
 * nothing; SIGKILL ends it at once.
 */
export function stopOnSignal(
  steps: readonly StopStep[],
  logger: Pick<Logger, 'info' | 'error'>,
  signals: Signals = process,
): void {
  let stopping = false;
  const begin = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    void stopInOrder(steps, logger).then((how) => signals.exit(how === 'stopped' ? 0 : 1));
  };
  signals.on('SIGTERM', begin);
  signals.on('SIGINT', begin);
}
