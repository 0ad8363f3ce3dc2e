import { z } from 'zod';
import { topics } from '#libs/contracts';
import { consumedBy } from '#libs/messaging';
import { runService, serviceConfig } from '#libs/service';
import { milliCentsPerMWh } from '#libs/units';
import { parties } from './kafka/parties.work.js';
import { settlementCommands } from './kafka/settlement-commands.work.js';
import { SettlementModule } from './settlement.module.js';
import { AccountRow } from './store/account.row.js';
import { HoldRow } from './store/hold.row.js';
import { Ground1763596800000 } from './store/migrations/1763596800000-ground.js';
import { settlementTables } from './store/settlement.state.js';
import { settlementStore } from './store/settlement.store.js';
import { TransferRow } from './store/transfer.row.js';

const feeRate = z
  .string()
  .regex(/^\d{1,9}$/, 'expected an integer of thousandths of a cent per MWh, like 11250 for 11.25 ct/MWh')
  .default('11250')
  .transform((text) => milliCentsPerMWh(Number(text)));

await runService({
  service: 'settlement',
  title: 'Gridsaga settlement',
  description: 'Accounts, holds and the ledger: money set aside, moved and proven, to the last 10⁻⁸ euro.',
  config: z.object({
    ...serviceConfig('settlement'),
    /** What each side pays per MWh, in thousandths of a cent. */
    TRADING_FEE_MILLICENTS_PER_MWH: feeRate,
  }),
  entities: [AccountRow, HoldRow, TransferRow],
  migrations: [Ground1763596800000],
  tables: settlementTables,
  store: settlementStore,
  topics: Object.values(topics),
  parkedTopic: topics.settlementParked.name,
  assemble: ({ config }) => ({
    module: SettlementModule,
    consumed: [
      consumedBy(topics.settlementCommands.name, 'parcels', settlementCommands(config.TRADING_FEE_MILLICENTS_PER_MWH)),
      consumedBy(topics.parties.name, 'events', parties),
    ],
  }),
});
