import { accepted, already, type Decision, refused } from '#libs/decision';
import type { Money } from '#libs/units';
import type { Account } from './account.js';

/** What an operator sets on an account; what is left out stays as it is. */
export interface AccountTerms {
  readonly creditLimit?: Money;
  readonly frozen?: boolean;
}

/**
 * Sets the credit limit or freezes and thaws. A limit may go below what the account already owes: then the account is
 * overdrawn and takes no new hold, but nothing that is held or posted is touched.
 */
export function decideTerms(
  known: Account | undefined,
  terms: AccountTerms,
): Decision<Account, 'unknown account' | 'not a party account' | 'credit limit below zero'> {
  if (!known) return refused('unknown account');
  if (known.kind !== 'party') return refused('not a party account');
  if (terms.creditLimit !== undefined && terms.creditLimit < 0n) return refused('credit limit below zero');
  const next = { ...known, ...terms };
  if (next.creditLimit === known.creditLimit && next.frozen === known.frozen) return already();
  return accepted(next);
}
