import { z } from 'zod';
import { amountEur } from '../wire.js';

/**
 * One movement of money between two accounts, as every event of `settlement.transfers.v1` lists them. Its id is the
 * event's subject and its part.
 */
export const transferLine = z.object({
  /** Which part of what moved the money: `pay in`, `pay out`, `seller fee`, `buyer fee`, `deposit`, `withdrawal`. */
  part: z.string(),
  /** `energy`, `trading fee`, `deposit` or `withdrawal`. */
  kind: z.string(),
  /** The account whose total falls: a party's EIC, or an account of the platform such as `clearing`. */
  debit: z.string(),
  /** The account whose total rises. */
  credit: z.string(),
  /** Above zero. */
  amountEur,
});

/** As it travels: money is decimal text. */
export type TransferLine = z.input<typeof transferLine>;
