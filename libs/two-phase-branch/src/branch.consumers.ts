import type { KafkaBatches, Messaging, OnTrouble } from '#libs/messaging';
import { atMostAtOnce } from './at-most-at-once.js';
import type { Branches } from './branches.js';
import { readDecision, readPrepare } from './read-two-phase-message.js';
import { TwoPhaseWorker } from './two-phase-worker.js';

/**
 * Each takes a connection for as long as it waits for rows, and none while its vote waits for others to share theirs, so
 * that prepares and votes never take more than eight. Decisions take six: of the sixteen of the usual pool (DATABASE_POOL)
 * two are left for the batch under way and the relay, and whoever else comes then stands in line for the time of a
 * commit. Nobody holds one while waiting for another, and eight that wait for rows leave eight to those who end the wait.
 */
const mostPreparesAtOnce = 8;

export interface BranchTopics {
  /** The consumer groups are named after it. */
  readonly service: string;
  readonly prepareTopic: string;
  readonly decideTopic: string;
  readonly onTrouble: OnTrouble;
}

/** Two consumers, so that no decision ever waits behind a prepare that waits for it. */
export function branchConsumers<Table extends string, State>(
  messaging: Pick<Messaging<string, unknown>, 'consumerOf'>,
  branches: Pick<Branches<Table, State>, 'prepare' | 'decide'>,
  { service, prepareTopic, decideTopic, onTrouble }: BranchTopics,
): readonly [KafkaBatches, KafkaBatches] {
  const prepares = new TwoPhaseWorker(
    readPrepare,
    (messages, abandoned) =>
      atMostAtOnce(mostPreparesAtOnce, messages, (message) => branches.prepare(message, abandoned)),
    onTrouble,
  );
  const decisions = new TwoPhaseWorker(readDecision, (messages) => branches.decide(messages), onTrouble);
  return [
    messaging.consumerOf({ group: `${service}.two-phase-prepare`, topics: [prepareTopic], worker: prepares }),
    messaging.consumerOf({ group: `${service}.two-phase-decide`, topics: [decideTopic], worker: decisions }),
  ];
}
