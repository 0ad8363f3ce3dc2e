export { Deadlines, deadlinesWork } from './deadlines.js';
export { DueSagas } from './due-sagas.js';
export { OpenSagas } from './open-sagas.js';
export { type OperatorAction, type OperatorRefusal, operatorWork } from './operator.work.js';
export { type ReplyHandled, repliesWork } from './replies.work.js';
export { type StoredSaga, saveSagas, storedSagaColumns } from './saga.store.js';
export { type SagaRecord, sagaTables } from './saga-row.js';
export { commandId, readCommandId, SagaRunner, type SagaRunnerOptions, type SagaState } from './saga-runner.js';
export {
  awaitsCondition,
  pausedCondition,
  progressOf,
  type StoredProgress,
  skippedCondition,
  storedProgress,
  stuckCondition,
} from './stored-progress.js';
