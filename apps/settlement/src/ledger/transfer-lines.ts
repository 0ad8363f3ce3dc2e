import type { TransferLine } from '#libs/contracts';
import { formatEur } from '#libs/units';
import type { Transfer } from './transfer.js';

/** Transfers as events tell them; what they are of, and when they happened, is said once beside them. */
export const transferLines = (transfers: readonly Transfer[]): TransferLine[] =>
  transfers.map(({ part, kind, debit, credit, amount }) => ({
    part,
    kind,
    debit,
    credit,
    amountEur: formatEur(amount),
  }));
