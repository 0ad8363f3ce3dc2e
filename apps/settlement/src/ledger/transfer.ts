import type { Instant } from '#libs/market';
import type { Money } from '#libs/units';
import type { AccountId } from '../account/account.js';

/**
 * One movement of money between two accounts; never changed, never deleted. Its id is made by whoever asks: what it is
 * of, and which part of it. A correction is another transfer.
 */
export interface Transfer {
  /** UUID of the trade, the deposit or the withdrawal that moved the money. */
  readonly of: string;
  readonly part: TransferPart;
  /** Whose total falls. */
  readonly debit: AccountId;
  /** Whose total rises. */
  readonly credit: AccountId;
  /** Above zero. */
  readonly amount: Money;
  readonly kind: TransferKind;
  /** In words, where a person or a document is behind it. */
  readonly reason?: string;
  /** By the wall clock. */
  readonly at: Instant;
}

export const transferKinds = ['energy', 'trading fee', 'deposit', 'withdrawal'] as const;
export type TransferKind = (typeof transferKinds)[number];
export type TransferPart = 'pay in' | 'pay out' | 'seller fee' | 'buyer fee' | 'deposit' | 'withdrawal';

/** The transfer's id as one text, for maps and lock order. */
export const transferKey = (transfer: Pick<Transfer, 'of' | 'part'>): string => `${transfer.of}/${transfer.part}`;

/** Whether two transfers of the same id say the same; when they happened is not part of what they say. */
export function sameTransfer(one: Transfer, other: Transfer): boolean {
  return (
    one.debit === other.debit &&
    one.credit === other.credit &&
    one.amount === other.amount &&
    one.kind === other.kind &&
    one.reason === other.reason
  );
}
