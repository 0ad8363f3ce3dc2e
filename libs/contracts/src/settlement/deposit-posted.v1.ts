import { z } from 'zod';
import { instant, partyEic } from '../wire.js';
import { transferLine } from './transfer-line.js';

/**
 * Money that a party has paid in: bank → party; final. On `settlement.transfers.v1`, keyed by the account, so that one
 * account's deposits and withdrawals come in their order; the subject is the deposit's id.
 */
export const depositPostedV1 = {
  type: 'gridsaga.deposit.posted.v1',
  data: z.object({
    depositId: z.uuid(),
    /** Of the deposit, which has one event. */
    sequence: z.int().min(1),
    /** The account's id is its party's EIC. */
    account: partyEic,
    transfers: z.array(transferLine),
    /** In words, where a person or a document is behind it. */
    reason: z.string().nullable(),
    /** By the wall clock. */
    at: instant,
  }),
} as const;

export type DepositPostedV1 = z.input<typeof depositPostedV1.data>;
