export { advance, type Signal, start, type Unheard } from './advance.js';
export type { Advanced, AskToSend } from './ask-steps.js';
export type { InterventionRefusal, OperatorSignal } from './intervene.js';
export {
  type AskProgress,
  awaitedSteps,
  dueAt,
  type Intervened,
  type Intervention,
  overdue,
  type Phase,
  type Progress,
  phaseOf,
  type StepProgress,
  skippedSteps,
  stuckSteps,
} from './progress.js';
export {
  type Ask,
  budgetMs,
  type Direction,
  type FinishingStep,
  type Group,
  type Instants,
  type Pivot,
  type Saga,
  type UndoableStep,
} from './saga.js';
export { type TimelineEntry, timeline } from './timeline.js';
