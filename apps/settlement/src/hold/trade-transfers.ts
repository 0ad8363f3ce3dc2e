import type { Instant } from '#libs/market';
import { absoluteMoney, cost, type Money } from '#libs/units';
import type { AccountId } from '../account/account.js';
import { platformAccounts } from '../account/platform-account.js';
import type { Transfer, TransferKind, TransferPart } from '../ledger/transfer.js';
import type { Funds } from './hold.js';

/**
 * The transfers of a trade: payer → clearing → payee, and each side's fee → exchange. The payer is the buyer, at a
 * negative price the seller. No transfer is of nothing, so at price zero only the fees move.
 */
export function tradeTransfers(hold: Funds & { readonly id: string }, at: Instant): Transfer[] {
  const { seller, buyer, energyWh, priceCentsPerMWh } = hold;
  const { clearing, exchangeFees } = platformAccounts;
  const [payer, payee] = priceCentsPerMWh < 0 ? [seller, buyer] : [buyer, seller];
  const amount = absoluteMoney(cost(energyWh, priceCentsPerMWh));
  const transfer = (
    part: TransferPart,
    kind: TransferKind,
    debit: AccountId,
    credit: AccountId,
    of: Money,
  ): Transfer => ({
    of: hold.id,
    part,
    debit,
    credit,
    amount: of,
    kind,
    at,
  });
  return [
    transfer('pay in', 'energy', payer, clearing, amount),
    transfer('pay out', 'energy', clearing, payee, amount),
    transfer('seller fee', 'trading fee', seller, exchangeFees, hold.fee),
    transfer('buyer fee', 'trading fee', buyer, exchangeFees, hold.fee),
  ].filter((one) => one.amount > 0n);
}
