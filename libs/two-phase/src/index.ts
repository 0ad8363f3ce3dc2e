export { mostBusyRounds, prepareWithinMs } from './ask-schedule.js';
export { beginTransaction } from './begin-transaction.js';
export { type BranchMove, type BranchState, branchMoves, type Told } from './branch-moves.js';
export { coordinate } from './coordinate.js';
export type { Coordinated, CoordinatorSetting, CoordinatorSignal, Telling } from './coordinated.js';
export type { GlobalTransaction, Leg, ParticipantProgress } from './global-transaction.js';
export { goneTo, isOpen, type TransactionState, transitions } from './transaction-state.js';
export type { DecisionMessage, ParticipantMessage, PrepareMessage } from './two-phase-message.js';
export type { RefusedLeg, Vote } from './vote.js';
