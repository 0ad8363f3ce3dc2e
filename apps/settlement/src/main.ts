import { asyncApi, topics } from '#libs/contracts';
import { consumedBy } from '#libs/messaging';
import { participant, runService } from '#libs/service';
import { branchGauges } from '#libs/two-phase-branch';
import { settlementConfig } from './config.js';
import { awaitFreezes, freezesOf } from './kafka/freeze-mixed.work.js';
import { holdLegs } from './kafka/hold-legs.js';
import { parties } from './kafka/parties.work.js';
import { mostWaitMs, waitingCommands } from './kafka/waiting-commands.work.js';
import { SettlementModule } from './settlement.module.js';
import { AccountRow } from './store/account.row.js';
import { HoldRow } from './store/hold.row.js';
import { LedgerWatch } from './store/ledger.watch.js';
import { Ground1763596800000 } from './store/migrations/1763596800000-ground.js';
import { Desk1763683200000 } from './store/migrations/1763683200000-desk.js';
import { Lookups1795392000000 } from './store/migrations/1795392000000-lookups.js';
import { Branches1795564800000 } from './store/migrations/1795564800000-branches.js';
import { settlementTables } from './store/settlement.state.js';
import { settlementBranchStore, settlementStore } from './store/settlement.store.js';
import { TransferRow } from './store/transfer.row.js';

await runService({
  service: 'settlement',
  title: 'Gridsaga settlement',
  description: 'Accounts, holds and the ledger: money set aside, moved and proven, to the last 10⁻⁸ euro.',
  config: settlementConfig,
  entities: [AccountRow, HoldRow, TransferRow],
  migrations: [Ground1763596800000, Desk1763683200000, Lookups1795392000000, Branches1795564800000],
  tables: settlementTables,
  store: settlementStore,
  topics: Object.values(topics),
  parkedTopic: topics.settlementParked.name,
  asyncApi,
  gauges: branchGauges('settlement'),
  assemble: (ground) => {
    const { config, dataSource, registry, messaging, onTrouble } = ground;
    const rate = config.TRADING_FEE_MILLICENTS_PER_MWH;
    const commands = waitingCommands(rate);
    const ledger = new LedgerWatch(dataSource, registry, config.LEDGER_CHECK_MINUTES * 60_000, onTrouble);
    const { background, ...branches } = participant(ground, {
      participant: 'settlement',
      topics: {
        ...{ prepare: topics.settlementPrepare.name, decide: topics.settlementDecide.name },
        votes: topics.tradingVotes.name,
      },
      ...{ tables: settlementTables, branchStore: settlementBranchStore, legs: holdLegs(rate) },
      commands: { ...commands, mostWaitMs },
      onMixed: (gid, keys) => messaging.groups.submit(awaitFreezes, freezesOf(gid, keys)),
    });
    return {
      module: SettlementModule,
      providers: [{ provide: LedgerWatch, useValue: ledger }],
      consumed: [
        consumedBy(topics.settlementCommands.name, 'parcels', commands.arriving),
        consumedBy(topics.parties.name, 'events', parties),
      ],
      ...branches,
      background: [ledger, ...background],
    };
  },
});
