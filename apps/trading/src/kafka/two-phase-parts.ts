import { v7 as uuidv7 } from 'uuid';
import { topics } from '#libs/contracts';
import { consumedBy, type KafkaBatches, type Messaging, type OnTrouble } from '#libs/messaging';
import type { SagaRecord } from '#libs/saga-runner';
import type { GlobalTransaction } from '#libs/two-phase';
import { durabilityFaults } from '#libs/two-phase-branch';
import { DueTransactions } from '../store/due-transactions.js';
import { endedTransactions } from '../store/ended-transactions.js';
import { Forgetting } from '../store/forgetting.js';
import { type Query, readOverdueTrades, readPendingTrades, releaseOfEnded } from '../store/pending-trades.reader.js';
import type { TradingState, TradingTable } from '../store/trading.state.js';
import type { TwoPhaseWatch } from '../store/two-phase-watch.js';
import { TwoPhaseSystem } from '../store/two-phase-system.js';
import { LatelyRefused } from '../two-phase/lately-refused.js';
import { twoPhaseSaga } from '../two-phase/two-phase-progress.js';
import { Coordination } from './coordination.js';
import { type GatherTrades, type GatheringDone, gatherTradesWork } from './gather-trades.work.js';
import { Gatherer } from './gatherer.js';
import { twoPhaseSilence } from './two-phase-silence.work.js';
import { twoPhaseVotes } from './two-phase-votes.work.js';

/** A trade has its turn by then, or is rejected: as long as participants may take to prepare. */
const mostWaitMs = 20_000;
/** A prepare of so many legs has some hundred kilobytes, and locks so many rows. */
const mostPeriods = 1_000;

export interface TwoPhaseGround {
  readonly config: {
    readonly TWO_PHASE_MOST_TRADES: number;
    readonly TWO_PHASE_GATHER_MS: number;
    readonly TWO_PHASE_MOST_OPEN: number;
  };
  /** Of trading's database, where alone a decision is kept. */
  readonly pool: Parameters<typeof durabilityFaults>[0];
  readonly query: Query;
  readonly messaging: Messaging<TradingTable, TradingState>;
  readonly watch: TwoPhaseWatch;
  readonly onTrouble: OnTrouble;
}

/** Trading as the coordinator of two-phase trades, put together. */
export interface TwoPhaseParts {
  readonly consumers: readonly KafkaBatches[];
  readonly check: () => Promise<readonly string[]>;
  readonly background: readonly { readonly name: string; start(): void; stop(): Promise<void> }[];
  /** To be told of every saga that was written. */
  readonly written: (saga: Pick<SagaRecord<unknown>, 'name' | 'revision'>) => void;
  /** To be told of global transactions that have ended. */
  readonly ended: (transactions: readonly GlobalTransaction[]) => void;
}

export function twoPhaseParts({ config, pool, query, messaging, watch, onTrouble }: TwoPhaseGround): TwoPhaseParts {
  const system = new TwoPhaseSystem(query);
  const newGid = (): string => system.gidOf(uuidv7());
  const lately = new LatelyRefused();
  const coordination = new Coordination({ chance: Math.random, newGid }, lately);
  const mostTrades = config.TWO_PHASE_MOST_TRADES;
  const gathering = gatherTradesWork(coordination, lately, {
    ...{ mostTrades, mostPeriods, mostWaitMs, mostOpen: config.TWO_PHASE_MOST_OPEN },
  });
  const task = consumedBy('', 'parcels', gathering).work;
  const gatherer = new Gatherer({
    pending: (most) => readPendingTrades(query, most),
    overdue: (most) => readOverdueTrades(query, most, mostWaitMs),
    release: () => releaseOfEnded(query),
    async gather(message: GatherTrades) {
      // Not through the groups of requests: none of those is to wait behind a gathering's lock.
      const [done] = await messaging.shell.run({ tasks: [{ work: task, message }] });
      return done as GatheringDone;
    },
    ...{ newGid, mostTrades, gatherMs: config.TWO_PHASE_GATHER_MS, begun: watch.begun, onTrouble },
  });
  const silence = twoPhaseSilence(coordination);
  const votes = consumedBy(topics.tradingVotes.name, 'parcels', twoPhaseVotes(coordination, system.isOurs));
  return {
    consumers: [messaging.consumer([votes], 'trading.two-phase')],
    async check() {
      await system.read();
      return durabilityFaults(pool);
    },
    background: [
      gatherer,
      new DueTransactions(query, (due) => messaging.groups.submit(silence, due), onTrouble),
      new Forgetting(endedTransactions, query, onTrouble),
    ],
    written({ name, revision }) {
      if (name === twoPhaseSaga.name && revision === 1) gatherer.came(1);
    },
    ended(transactions) {
      for (const one of transactions) watch.ended(one);
      gatherer.came(0);
    },
  };
}
