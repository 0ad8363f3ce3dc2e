import type { Model } from './explore.js';
import { OverlappingModel } from './overlapping-model.js';
import { ProtocolModel, type ProtocolSetting } from './protocol-model.js';
import { transactionCommit } from './transaction-commit.js';
import { twoPhaseCommit } from './two-phase-commit.js';
import type { WrongProtocol } from './wrong-protocol.js';

/** A part of the world, and how many states it has where all were walked: another number is another protocol. */
export interface World {
  readonly name: string;
  readonly model: Model;
  readonly states?: number;
}

const world = (name: string, setting: ProtocolSetting, states?: number): World => ({
  name,
  model: new ProtocolModel(setting),
  ...(states !== undefined && { states }),
});

const everything = { forgetting: true, plantedRollback: true, slowInstance: true } as const;

/** The specifications that Lamport and Gray published, with the counts that are published too: the explorer's own proof. */
export const publishedWorlds: readonly World[] = [
  { name: 'TCommit with 3 resource managers', model: transactionCommit(3), states: 34 },
  { name: 'TwoPhase with 3 resource managers', model: twoPhaseCommit(3), states: 288 },
  { name: 'TwoPhase with 6 resource managers', model: twoPhaseCommit(6), states: 50_816 },
];

/** What the suite walks, in seconds. */
export const suiteWorlds: readonly World[] = [
  world('1 participant, all faults', { participants: 1, ...everything }, 41_091),
  world('2 participants, losses and forgetting', { participants: 2, forgetting: true }, 2_251_379),
  world('2 participants in whole steps, all faults', { participants: 2, wholeSteps: true, ...everything }, 475_126),
  world('3 participants in whole steps', { participants: 3, wholeSteps: true }, 655_125),
  {
    name: '1 participant in whole steps, two transactions of the same rows',
    model: new OverlappingModel({ participants: 1, wholeSteps: true, forgetting: true }),
    states: 114_409,
  },
];

const losses = { forgetting: true, plantedRollback: true } as const;

/** What `npm run explore` walks beside, in minutes and some gigabytes. */
export const largeWorlds: readonly World[] = [
  world('2 participants, a slow second coordinator', { participants: 2, slowInstance: true }, 3_223_057),
  world('2 participants, losses, forgetting and a rollback by hand', { participants: 2, ...losses }, 4_690_725),
  world(
    '3 participants in whole steps, losses and forgetting',
    { participants: 3, wholeSteps: true, forgetting: true },
    2_223_339,
  ),
  world(
    '3 participants in whole steps, also with a rollback by hand',
    { participants: 3, wholeSteps: true, ...losses },
    4_619_687,
  ),
  world('2 participants, all faults', { participants: 2, ...everything }),
  {
    name: '2 participants in whole steps, two transactions of the same rows',
    model: new OverlappingModel({ participants: 2, wholeSteps: true }),
  },
];

const whole: ProtocolSetting = { participants: 2, wholeSteps: true, forgetting: true };

/** Where each mistake is looked for, and the sentence that has to be found there. */
export const wrongWorlds: Readonly<Record<WrongProtocol, readonly [ProtocolSetting, string]>> = {
  'a yes without the command tag': [whole, 'a decided commit cannot be done everywhere'],
  'an abort answered to an ask while preparing': [whole, 'a decided commit cannot be done everywhere'],
  'a prepare sent before its gid is durable': [whole, 'a decided commit cannot be done everywhere'],
  'forgetting before all acknowledgements': [whole, 'something is prepared after all acknowledged the abort'],
  'no row lock on the gid': [whole, 'two decisions were made'],
  'commit on one yes': [whole, 'it was decided to commit without all yes'],
  'a marker written after the commit': [whole, 'what is committed has a tombstone'],
  'a tombstone before the rollback': [whole, 'a prepared branch has no row that shows it'],
  'no tombstone': [whole, 'something is prepared after all acknowledged the abort'],
  'a branch row left beside a tombstone': [
    { participants: 1, forgetting: true },
    'no end can be reached from here without another failure',
  ],
  'nobody asks again': [whole, 'no end can be reached from here without another failure'],
};
