import { asyncApi, topics } from '#libs/contracts';
import { consumedBy } from '#libs/messaging';
import { participant, runService } from '#libs/service';
import { branchGauges } from '#libs/two-phase-branch';
import { meteringConfig } from './config.js';
import { bookingLegs } from './kafka/booking-legs.js';
import { parties } from './kafka/parties.work.js';
import { mostWaitMs, waitingCommands } from './kafka/waiting-commands.work.js';
import { MeteringModule } from './metering.module.js';
import { BookingRow } from './store/booking.row.js';
import { meteringTables } from './store/metering.state.js';
import { meteringBranchStore, meteringStore } from './store/metering.store.js';
import { Ground1795219200000 } from './store/migrations/1795219200000-ground.js';
import { BookingIndexes1795392000000 } from './store/migrations/1795392000000-booking-indexes.js';
import { Branches1795564800000 } from './store/migrations/1795564800000-branches.js';
import { PositionRow } from './store/position.row.js';
import { SideRow } from './store/side.row.js';

await runService({
  service: 'metering',
  title: 'Gridsaga metering',
  description: 'Meter points, portfolios, and the energy that trades set aside on them, by quarter hour.',
  config: meteringConfig,
  entities: [SideRow, BookingRow, PositionRow],
  migrations: [Ground1795219200000, BookingIndexes1795392000000, Branches1795564800000],
  tables: meteringTables,
  store: meteringStore,
  topics: Object.values(topics),
  parkedTopic: topics.meteringParked.name,
  asyncApi,
  gauges: branchGauges('metering'),
  assemble: (ground) => ({
    module: MeteringModule,
    consumed: [
      consumedBy(topics.meteringCommands.name, 'parcels', waitingCommands.arriving),
      consumedBy(topics.parties.name, 'events', parties),
    ],
    ...participant(ground, {
      participant: 'metering',
      topics: {
        ...{ prepare: topics.meteringPrepare.name, decide: topics.meteringDecide.name },
        votes: topics.tradingVotes.name,
      },
      ...{ tables: meteringTables, branchStore: meteringBranchStore, legs: bookingLegs },
      commands: { ...waitingCommands, mostWaitMs },
    }),
  }),
});
