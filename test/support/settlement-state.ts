import { type AuditRecord, Rows } from '#libs/messaging';
import type { WaitingCommand } from '#libs/two-phase-branch';
import type { Account } from '../../apps/settlement/src/account/account.js';
import type { Hold } from '../../apps/settlement/src/hold/hold.js';
import { type Transfer, transferKey } from '../../apps/settlement/src/ledger/transfer.js';
import { type DayAheadPrice, priceKey } from '../../apps/settlement/src/price/day-ahead-price.js';
import type { OpenedAccount } from '../../apps/settlement/src/store/opened-account.statements.js';
import type { Proceeds } from '../../apps/settlement/src/store/proceeds.statements.js';
import type { SettlementState } from '../../apps/settlement/src/store/settlement.state.js';

interface Loaded {
  readonly accounts?: readonly Account[];
  readonly proceeds?: readonly Proceeds[];
  readonly prices?: readonly DayAheadPrice[];
  readonly opened?: readonly OpenedAccount[];
  readonly inDoubt?: ReadonlyMap<string, string>;
}

/** The rows of a batch of settlement's, as they were loaded. */
export const aSettlementState = ({
  accounts,
  proceeds,
  prices,
  opened,
  inDoubt = new Map(),
}: Loaded = {}): SettlementState => ({
  accounts: new Rows<Account>(({ id }) => id, accounts),
  holds: new Rows<Hold>(({ id }) => id),
  transfers: new Rows<Transfer>(transferKey),
  proceeds: new Rows<Proceeds>(({ account }) => account, proceeds),
  prices: new Rows<DayAheadPrice>(priceKey, prices),
  opened: new Rows<OpenedAccount>(({ id }) => id, opened),
  inDoubt,
  waiting: new Rows<WaitingCommand>(({ command }) => command),
  audits: new Rows<AuditRecord>(({ id }) => id),
});
