import { asyncApi, topics } from '#libs/contracts';
import { consumedBy } from '#libs/messaging';
import { runService } from '#libs/service';
import { meteringConfig } from './config.js';
import { meteringCommands } from './kafka/metering-commands.work.js';
import { parties } from './kafka/parties.work.js';
import { MeteringModule } from './metering.module.js';
import { BookingRow } from './store/booking.row.js';
import { meteringTables } from './store/metering.state.js';
import { MeteringStore } from './store/metering.store.js';
import { Ground1795219200000 } from './store/migrations/1795219200000-ground.js';
import { BookingIndexes1795392000000 } from './store/migrations/1795392000000-booking-indexes.js';
import { PositionRow } from './store/position.row.js';
import { SideRow } from './store/side.row.js';

await runService({
  service: 'metering',
  title: 'Gridsaga metering',
  description: 'Meter points, portfolios, and the energy that trades set aside on them, by quarter hour.',
  config: meteringConfig,
  entities: [SideRow, BookingRow, PositionRow],
  migrations: [Ground1795219200000, BookingIndexes1795392000000],
  tables: meteringTables,
  store: new MeteringStore(),
  topics: Object.values(topics),
  parkedTopic: topics.meteringParked.name,
  asyncApi,
  assemble: () => ({
    module: MeteringModule,
    consumed: [
      consumedBy(topics.meteringCommands.name, 'parcels', meteringCommands),
      consumedBy(topics.parties.name, 'events', parties),
    ],
  }),
});
