import { programCheck } from './program.check.js';
import { specCheck } from './spec.check.js';

/** Schedules of trades on processes that crash, over a log that gives records late, twice or never. */
export const simulation = programCheck('simulation', 120_000);
/** Every state of the two-phase coordinator and its participants. */
export const exploration = programCheck('exploration', 120_000);
/** A stack under a short load of both paths, with requests and records that come again, then the invariants. */
export const trades = programCheck('trades', 180_000);
/** A stack whose services die at their crash points under load, then the invariants. */
export const deaths = programCheck('deaths', 240_000);
/** A stack that is asked what it must not do. */
export const requests = programCheck('requests', 180_000);

/** A small service with messages over a real PostgreSQL and Kafka. */
export const messaging = specCheck(
  'test/integration/messaging.spec.ts',
  'has its effect once|before Kafka’s offset moves|after a unique violation|sends nothing when it is rolled back',
  120_000,
);

/** Two processes and copies of sagas that one of them has gone on with. */
export const overtaken = specCheck('test/integration/overtaken-copies.spec.ts', 'a copy', 120_000);

/** Branches on a real PostgreSQL. */
export const branches = specCheck(
  'test/integration/two-phase-branch.spec.ts',
  'told (abort|unknown) when|overtakes its prepare|overtook its prepare|told twice at the same time|answers ROLLBACK',
  120_000,
);

/** Commands that meet rows in doubt. */
export const steppingAside = specCheck('test/integration/stepping-aside.spec.ts', 'meets a row in doubt', 120_000);

/** What every participant promises. */
export const contract = specCheck(
  'test/contract/participants.spec.ts',
  'a refusal is kept although|the same id with other content',
  120_000,
);

/** Conversations with a saga. */
export const advancing = specCheck('libs/saga/src/advance.spec.ts', '.', 120_000);
