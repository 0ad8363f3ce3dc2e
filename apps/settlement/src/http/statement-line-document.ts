import { formatInstant, formatLocal } from '#libs/market';
import { formatEur } from '#libs/units';
import { z } from 'zod';
import type { StatementLine } from '../ledger/statement-line.js';
import { booksTimeZone } from './books-time-zone.js';
import { eurText } from './money-text.js';

/** A line of a statement in an answer. */
export const statementLineDocument = z.strictObject({
  at: z.iso.datetime(),
  atLocal: z.string().describe('the same instant by the local clock, with its offset'),
  kind: z.string().describe('energy, trading fee, deposit or withdrawal'),
  of: z.uuid().describe('the trade, the deposit or the withdrawal that moved the money'),
  part: z.string().describe('which of its transfers this is'),
  counterAccount: z.string().describe('where the money came from or went to'),
  reason: z.string().nullable(),
  amountEur: eurText.describe('above zero where the account was credited, below where it was debited'),
  balanceEur: eurText.describe('after this line'),
});

export const lineColumns = statementLineDocument.keyof().options;

export const documentOfLine = ({
  transfer: { at, kind, of, part, reason },
  counterAccount,
  amount,
  balance,
}: StatementLine): z.output<typeof statementLineDocument> => ({
  at: formatInstant(at),
  atLocal: formatLocal(at, booksTimeZone),
  ...{ kind, of, part, counterAccount },
  reason: reason ?? null,
  amountEur: formatEur(amount),
  balanceEur: formatEur(balance),
});
