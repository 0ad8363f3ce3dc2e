import {
  type DepositPostedV1,
  depositPostedV1,
  topics,
  type WithdrawalPostedV1,
  withdrawalPostedV1,
} from '#libs/contracts';
import { formatInstant } from '#libs/market';
import { type Outgoing, type PublicEvent, toEveryone } from '#libs/messaging';
import type { Transfer } from '../ledger/transfer.js';
import { transferLines } from '../ledger/transfer-lines.js';

const said = (transfer: Transfer) => ({
  ...{ sequence: 1, transfers: transferLines([transfer]) },
  ...{ reason: transfer.reason ?? null, at: formatInstant(transfer.at) },
});

/** Keyed by the account, so that its payments come in their order. */
const told = (account: string, event: Omit<PublicEvent, 'key'>): Outgoing =>
  toEveryone(topics.transfers.name, { ...event, key: account });

export function depositPosted(transfer: Transfer): Outgoing {
  const { of, credit: account } = transfer;
  const data: DepositPostedV1 = { depositId: of, account, ...said(transfer) };
  return told(account, { id: `deposit/${of}/1`, type: depositPostedV1.type, subject: of, data });
}

export function withdrawalPosted(transfer: Transfer): Outgoing {
  const { of, debit: account } = transfer;
  const data: WithdrawalPostedV1 = { withdrawalId: of, account, ...said(transfer) };
  return told(account, { id: `withdrawal/${of}/1`, type: withdrawalPostedV1.type, subject: of, data });
}
