export { Deadlines, deadlinesWork } from './deadlines.js';
export { DueSagas } from './due-sagas.js';
export { OpenSagas } from './open-sagas.js';
export { type ReplyHandled, repliesWork } from './replies.work.js';
export { type Retry, type RetryRefusal, retryWork } from './retry.work.js';
export { type StoredSaga, saveSagas, storedSagaColumns } from './saga.store.js';
export { type SagaRecord, sagaTables } from './saga-row.js';
export { commandId, readCommandId, SagaRunner, type SagaRunnerOptions, type SagaState } from './saga-runner.js';
export { progressOf, type StoredProgress, storedProgress, stuckCondition } from './stored-progress.js';
