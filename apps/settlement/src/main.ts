import { asyncApi, topics } from '#libs/contracts';
import { consumedBy } from '#libs/messaging';
import { runService } from '#libs/service';
import { settlementConfig } from './config.js';
import { parties } from './kafka/parties.work.js';
import { settlementCommands } from './kafka/settlement-commands.work.js';
import { SettlementModule } from './settlement.module.js';
import { AccountRow } from './store/account.row.js';
import { HoldRow } from './store/hold.row.js';
import { LedgerWatch } from './store/ledger.watch.js';
import { Ground1763596800000 } from './store/migrations/1763596800000-ground.js';
import { Desk1763683200000 } from './store/migrations/1763683200000-desk.js';
import { Lookups1795392000000 } from './store/migrations/1795392000000-lookups.js';
import { settlementTables } from './store/settlement.state.js';
import { settlementStore } from './store/settlement.store.js';
import { TransferRow } from './store/transfer.row.js';

await runService({
  service: 'settlement',
  title: 'Gridsaga settlement',
  description: 'Accounts, holds and the ledger: money set aside, moved and proven, to the last 10⁻⁸ euro.',
  config: settlementConfig,
  entities: [AccountRow, HoldRow, TransferRow],
  migrations: [Ground1763596800000, Desk1763683200000, Lookups1795392000000],
  tables: settlementTables,
  store: settlementStore,
  topics: Object.values(topics),
  parkedTopic: topics.settlementParked.name,
  asyncApi,
  assemble: ({ config, dataSource, registry, onTrouble }) => {
    const ledger = new LedgerWatch(dataSource, registry, config.LEDGER_CHECK_MINUTES * 60_000, onTrouble);
    return {
      module: SettlementModule,
      providers: [{ provide: LedgerWatch, useValue: ledger }],
      consumed: [
        consumedBy(
          topics.settlementCommands.name,
          'parcels',
          settlementCommands(config.TRADING_FEE_MILLICENTS_PER_MWH),
        ),
        consumedBy(topics.parties.name, 'events', parties),
      ],
      background: [ledger],
    };
  },
});
