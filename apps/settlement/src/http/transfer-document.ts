import { formatInstant } from '#libs/market';
import { formatEur } from '#libs/units';
import { z } from 'zod';
import type { Transfer } from '../ledger/transfer.js';
import { eurText } from './money-text.js';

/** A transfer in an answer. */
export const transferDocument = z.strictObject({
  of: z.uuid().describe('the trade, the deposit or the withdrawal that moved the money'),
  part: z.string(),
  debit: z.string().describe('the account whose total fell'),
  credit: z.string().describe('the account whose total rose'),
  amountEur: eurText,
  kind: z.string(),
  reason: z.string().nullable(),
  at: z.iso.datetime(),
});

export type TransferDocument = z.output<typeof transferDocument>;

export const transferColumns = transferDocument.keyof().options;

export const documentOfTransfer = ({ amount, reason, at, ...transfer }: Transfer): TransferDocument => ({
  ...transfer,
  amountEur: formatEur(amount),
  reason: reason ?? null,
  at: formatInstant(at),
});
