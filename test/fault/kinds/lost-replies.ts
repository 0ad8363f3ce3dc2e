import type { FaultKind, FaultTarget } from './fault-kind.js';
import { roadOf } from './road.js';

interface LostReply {
  readonly name: string;
  /** What is asked for: a statement of PostgreSQL's, or a request of Kafka's. */
  readonly asks: string;
  readonly means: string;
  readonly targets: readonly FaultTarget[];
}

const lost: readonly LostReply[] = [
  {
    name: 'lost-commit',
    asks: 'COMMIT',
    means: 'A transaction is committed, and its connection ends before the service learns of it.',
    targets: ['trading to PostgreSQL', 'metering to PostgreSQL', 'settlement to PostgreSQL'],
  },
  {
    name: 'lost-prepare',
    asks: 'PREPARE TRANSACTION',
    means: 'A branch is prepared, and its connection ends before the participant learns of it.',
    targets: ['metering to PostgreSQL', 'settlement to PostgreSQL'],
  },
  {
    name: 'lost-commit-prepared',
    asks: 'COMMIT PREPARED',
    means: 'A branch is committed, and its connection ends before the participant learns of it.',
    targets: ['metering to PostgreSQL', 'settlement to PostgreSQL'],
  },
  {
    name: 'lost-produce',
    asks: 'Produce',
    means: 'Records are written, and the connection ends before their sender learns of it.',
    targets: ['trading to Kafka', 'metering to Kafka', 'settlement to Kafka'],
  },
  {
    name: 'lost-offset-commit',
    asks: 'OffsetCommit',
    means: 'Offsets are committed, and the connection ends before the consumer learns of it.',
    targets: ['trading to Kafka', 'metering to Kafka', 'settlement to Kafka'],
  },
];

/** Requests that were carried out and whose answers never arrive: a few of them while it stands, so that work goes on. */
export const lostReplyFaults: readonly FaultKind[] = lost.map(({ name, asks, means, targets }) => ({
  name,
  means,
  targets,
  lastsMs: [1_500, 4_000],
  inject: async ({ detours, draw }, target) => {
    const everyNth = draw(2, 4);
    const harm = roadOf(detours, target).loseAnswers(asks, everyNth);
    return {
      what: `lost the answer to one ${asks} in ${everyNth}`,
      heal: async () => {
        await harm.end();
        return harm.strikes;
      },
    };
  },
}));
