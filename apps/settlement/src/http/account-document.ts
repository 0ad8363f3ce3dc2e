import { formatEur, zeroMoney } from '#libs/units';
import { z } from 'zod';
import { freeMoney, withdrawableMoney } from '../account/account.js';
import type { AccountWithProceeds } from '../store/account.reading.js';
import { eurText } from './money-text.js';

/** An account in an answer. */
export const accountDocument = z.strictObject({
  id: z.string().describe("the party's EIC, or the name of a platform account"),
  kind: z.enum(['party', 'clearing', 'exchange fees', 'bank']),
  currency: z.literal('EUR'),
  postedEur: eurText.describe('credits minus debits'),
  heldEur: eurText.describe('set aside for trades that are not posted yet'),
  freeEur: eurText.describe('posted − held + credit limit; below zero the account is overdrawn'),
  creditLimitEur: eurText,
  unsettledEur: eurText.describe('proceeds of trades whose periods are not settled yet; they cannot be paid out'),
  withdrawableEur: eurText.describe('posted − held − unsettled proceeds, never below zero; zero on a platform account'),
  overdrawn: z.boolean().describe('the free money is below zero: no new hold'),
  frozen: z.boolean().describe('takes no new hold and pays nothing out'),
  frozenBecause: z.string().nullable().describe('in the words of the operator who froze it'),
  version: z.int().describe('counts what operators change; the sequence of its events'),
});

export type AccountDocument = z.output<typeof accountDocument>;

export const accountColumns = accountDocument.keyof().options;

export const documentOfAccount = ({ account, unsettled }: AccountWithProceeds): AccountDocument => ({
  id: account.id,
  kind: account.kind,
  currency: 'EUR',
  postedEur: formatEur(account.posted),
  heldEur: formatEur(account.held),
  freeEur: formatEur(freeMoney(account)),
  creditLimitEur: formatEur(account.creditLimit),
  unsettledEur: formatEur(unsettled),
  // Only parties are paid out.
  withdrawableEur: formatEur(account.kind === 'party' ? withdrawableMoney(account, unsettled) : zeroMoney),
  overdrawn: account.kind === 'party' && freeMoney(account) < 0n,
  frozen: account.frozen,
  frozenBecause: account.frozenBecause,
  version: account.sequence,
});
