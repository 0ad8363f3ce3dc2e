import type { SagaRecord, SagaRunner } from '#libs/saga-runner';
import type { Trade } from '../trade/trade.js';
import { twoPhaseSaga } from '../two-phase/two-phase-progress.js';

/** What the point of no return is called in a trade's timeline. */
export const pivotStepOf = (
  runner: Pick<SagaRunner<Trade>, 'definitionOf'>,
  saga: Pick<SagaRecord<Trade>, 'name' | 'version'>,
): string => (saga.name === twoPhaseSaga.name ? twoPhaseSaga.pivotStep : runner.definitionOf(saga).pivot.step);
