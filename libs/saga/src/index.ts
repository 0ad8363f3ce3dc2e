export { type Advanced, type AskToSend, advance, type Signal, start } from './advance.js';
export {
  type AskProgress,
  dueAt,
  overdue,
  type Phase,
  type Progress,
  phaseOf,
  type StepProgress,
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
