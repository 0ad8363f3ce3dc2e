import type { Logger } from 'pino';
import { Histogram, type Registry } from 'prom-client';
import { type Phase, phaseOf, skippedSteps, stuckSteps } from '#libs/saga';
import type { SagaRecord } from '#libs/saga-runner';

const seconds = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60, 300, 3600];

const outcomes: Readonly<Partial<Record<Phase, 'cleared' | 'rejected'>>> = { done: 'cleared', undone: 'rejected' };

/** Watches sagas as they are written: measures those that end, and says which are stuck. */
export function sagaWatch(
  registry: Registry,
  logger: Pick<Logger, 'debug' | 'warn'>,
): (saga: Pick<SagaRecord<unknown>, 'id' | 'progress'>) => void {
  const took = new Histogram({
    name: 'gridsaga_saga_seconds',
    help: 'From the submission of a trade to the end of its saga, by outcome; by hand where a step was skipped',
    labelNames: ['outcome'],
    buckets: seconds,
    registers: [registry],
  });
  const meters = {
    cleared: took.labels('cleared'),
    rejected: took.labels('rejected'),
    'by hand': took.labels('by hand'),
  };
  return ({ id, progress }) => {
    const phase = phaseOf(progress);
    const ended = outcomes[phase];
    if (ended !== undefined && progress.ended) {
      const outcome = progress.interventions && skippedSteps(progress).length > 0 ? 'by hand' : ended;
      const tookMs = progress.ended.at - progress.startedAt;
      meters[outcome].observe(tookMs / 1000);
      logger.debug({ sagaId: id, outcome, tookMs, because: progress.rejected?.because }, 'a trade has ended');
      return;
    }
    // Before the pivot nothing can be stuck, and that is where most writes are.
    if (phase === 'doing') return;
    const steps = stuckSteps(progress);
    if (steps.length === 0) return;
    const direction = phase === 'undoing' ? 'undo' : 'do';
    const refusals = steps.map((step) => ({ step, direction, because: progress.steps[step]?.[direction]?.because }));
    logger.warn({ sagaId: id, refusals }, 'a saga is stuck');
  };
}
