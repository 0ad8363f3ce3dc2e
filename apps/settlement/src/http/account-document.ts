import { formatEur } from '#libs/units';
import { z } from 'zod';
import { type Account, freeMoney } from '../account/account.js';
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
  frozen: z.boolean().describe('takes no new hold'),
});

export type AccountDocument = z.output<typeof accountDocument>;

export const documentOfAccount = (account: Account): AccountDocument => ({
  id: account.id,
  kind: account.kind,
  currency: 'EUR',
  postedEur: formatEur(account.posted),
  heldEur: formatEur(account.held),
  freeEur: formatEur(freeMoney(account)),
  creditLimitEur: formatEur(account.creditLimit),
  frozen: account.frozen,
});
