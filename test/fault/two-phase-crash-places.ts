import { crashPoints } from '#libs/messaging';
import { type ServiceName, serviceNames } from '../../local/services.js';

/** What each service dies at, in the form of CRASH_AT; a service that is not named goes on. */
export type ArmedRound = Readonly<Partial<Record<ServiceName, string>>>;

/** Those of the messages stand around every transaction, and have a spec of their own. */
const ofMessages: readonly string[] = ['before-commit', 'after-commit', 'before-send', 'after-send', 'before-offset'];

/** Every point of the two-phase path at which a process can be told to die. */
export const twoPhasePoints: readonly string[] = crashPoints.filter((point) => !ofMessages.includes(point));

const settlement = (point: string): string => `${point}@settlement`;
const metering = (point: string): string => `${point}@metering`;

/**
 * Kills of the two-phase path, those of a round armed at once. The participants die at different places of a round, so
 * that one is found prepared while the other has voted, committed or forgotten.
 */
export const twoPhaseRounds: readonly ArmedRound[] = [
  {
    trading: 'before-decision@commit',
    metering: metering('before-prepare'),
    settlement: settlement('after-prepare'),
  },
  {
    trading: 'after-decision@commit',
    metering: metering('after-prepare'),
    settlement: settlement('before-commit-prepared'),
  },
  {
    trading: 'before-decision@abort',
    metering: metering('after-vote'),
    settlement: settlement('before-prepare'),
  },
  {
    trading: 'after-decision@abort',
    metering: metering('before-commit-prepared'),
    settlement: settlement('after-commit-prepared'),
  },
  {
    trading: 'before-forgetting@commit',
    metering: metering('after-commit-prepared'),
    settlement: settlement('after-vote'),
  },
  { metering: metering('after-acknowledge'), settlement: settlement('after-rollback-prepared') },
  { metering: metering('after-rollback-prepared'), settlement: settlement('after-acknowledge') },
];

/** Which services pass a point: those of the decision are the coordinator's, all others the participants'. */
export const diesAt = (point: string): readonly ServiceName[] =>
  /decision|forgetting/.test(point) ? ['trading'] : serviceNames.filter((name) => name !== 'trading');

/** Every place that has no round, as `point in service`. */
export const placesWithoutRound = (rounds: readonly ArmedRound[]): string[] =>
  twoPhasePoints.flatMap((point) =>
    diesAt(point)
      .filter((name) => !rounds.some((armed) => armed[name]?.startsWith(`${point}@`)))
      .map((name) => `${point} in ${name}`),
  );
