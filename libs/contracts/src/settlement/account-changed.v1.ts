import { z } from 'zod';
import { amountEur, partyEic } from '../wire.js';

/** An account whose terms changed, as it is after: its credit limit, or whether it is frozen. On `settlement.accounts.v1`. */
export const accountChangedV1 = {
  type: 'gridsaga.account.changed.v1',
  data: z.object({
    /** The account's id is its party's EIC. */
    account: partyEic,
    currency: z.literal('EUR'),
    creditLimitEur: amountEur,
    frozen: z.boolean(),
    /** Why an operator froze it; null where it is not frozen. */
    frozenBecause: z.string().nullable(),
    /** Of the account. */
    sequence: z.int().min(1),
  }),
} as const;

/** As it travels: money is decimal text. */
export type AccountChangedV1 = z.input<typeof accountChangedV1.data>;
