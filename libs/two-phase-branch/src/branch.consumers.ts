import type { KafkaBatches, Messaging, OnTrouble } from '#libs/messaging';
import { atMostAtOnce } from './at-most-at-once.js';
import type { Branches } from './branches.js';
import { connectionShares } from './connection-shares.js';
import { readDecision, readPrepare } from './read-two-phase-message.js';
import { TwoPhaseWorker } from './two-phase-worker.js';

export interface BranchTopics {
  /** The consumer groups are named after it. */
  readonly service: string;
  readonly prepareTopic: string;
  readonly decideTopic: string;
  /** How many connections the participant's pool has: prepares take a share of them. */
  readonly poolSize: number;
  readonly onTrouble: OnTrouble;
}

/** Two consumers, so that no decision ever waits behind a prepare that waits for it. */
export function branchConsumers<Table extends string, State>(
  messaging: Pick<Messaging<string, unknown>, 'consumerOf'>,
  branches: Pick<Branches<Table, State>, 'prepare' | 'decide'>,
  { service, prepareTopic, decideTopic, poolSize, onTrouble }: BranchTopics,
): readonly [KafkaBatches, KafkaBatches] {
  const { prepares: mostAtOnce } = connectionShares(poolSize);
  const prepares = new TwoPhaseWorker(
    readPrepare,
    (messages, abandoned) => atMostAtOnce(mostAtOnce, messages, (message) => branches.prepare(message, abandoned)),
    onTrouble,
  );
  const decisions = new TwoPhaseWorker(
    readDecision,
    (messages, abandoned) => branches.decide(messages, abandoned),
    onTrouble,
  );
  return [
    messaging.consumerOf({ group: `${service}.two-phase-prepare`, topics: [prepareTopic], worker: prepares }),
    messaging.consumerOf({ group: `${service}.two-phase-decide`, topics: [decideTopic], worker: decisions }),
  ];
}
