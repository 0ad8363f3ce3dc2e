import { z } from 'zod';
import { amountEur, partyEic } from '../wire.js';

/** Tells other teams that a party has an account: from now on its money can be held. Published on settlement.accounts.v1. */
export const accountOpenedV1 = {
  type: 'gridsaga.account.opened.v1',
  data: z.object({
    /** The account's id is its party's EIC. */
    account: partyEic,
    currency: z.literal('EUR'),
    creditLimitEur: amountEur,
    frozen: z.boolean(),
    /** Of the account. */
    sequence: z.int().min(1),
  }),
} as const;

/** As it travels: money is decimal text. */
export type AccountOpenedV1 = z.input<typeof accountOpenedV1.data>;
