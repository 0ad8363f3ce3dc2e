import { type Already, already, type Refused, refused } from '#libs/decision';
import type { Instant } from '#libs/market';
import { formatEur, type Money } from '#libs/units';
import type { AccountId } from '../account/account.js';
import { platformAccounts } from '../account/platform-account.js';
import { sameTransfer, type Transfer } from './transfer.js';

/** Money that is to cross the edge of the platform, into a party's account or out of it. */
export interface Payment {
  /** UUID derived from the caller and the idempotency key: the same key is the same payment for ever. */
  readonly id: string;
  readonly account: AccountId;
  /** Above zero. */
  readonly amount: Money;
  /** In the words of whoever asks for it. */
  readonly reason?: string;
}

export type PaymentKind = 'deposit' | 'withdrawal';

/** The transfer of a payment: bank → party, or party → bank. */
export function paymentTransfer(kind: PaymentKind, { id, account, amount, reason }: Payment, at: Instant): Transfer {
  const { bank } = platformAccounts;
  const [debit, credit] = kind === 'deposit' ? [bank, account] : [account, bank];
  return { of: id, part: kind, debit, credit, amount, kind, ...(reason === undefined ? {} : { reason }), at };
}

/**
 * What a payment is to a transfer that its key has made before, a payment of the other kind included: the same again, or
 * another one. The transfer itself is the record of the key, so this holds however late the repeat comes.
 */
export function repeatOf(known: Transfer, payment: Transfer): Already | Refused<'same key, different payload'> {
  if (known.part === payment.part && sameTransfer(known, payment)) return already();
  return refused('same key, different payload', {
    earlierKind: known.kind,
    earlierAccount: known.kind === 'deposit' ? known.credit : known.debit,
    earlierEur: formatEur(known.amount),
  });
}
