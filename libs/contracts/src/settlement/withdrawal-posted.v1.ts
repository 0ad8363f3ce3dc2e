import { z } from 'zod';
import { instant, partyEic } from '../wire.js';
import { transferLine } from './transfer-line.js';

/**
 * Money that a party has paid out: party → bank; final. On `settlement.transfers.v1`, keyed by the account, so that one
 * account's deposits and withdrawals come in their order; the subject is the withdrawal's id.
 */
export const withdrawalPostedV1 = {
  type: 'gridsaga.withdrawal.posted.v1',
  data: z.object({
    withdrawalId: z.uuid(),
    /** Of the withdrawal, which has one event. */
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

export type WithdrawalPostedV1 = z.input<typeof withdrawalPostedV1.data>;
