import { accepted, already, type Decision, refused } from '#libs/decision';
import { type Money, negateMoney, zeroMoney } from '#libs/units';
import { type Account, freeMoney } from './account.js';

/** What an operator sets on an account; what is left out stays as it is. */
export type AccountTerms =
  | { readonly creditLimit: Money }
  | { readonly frozen: true; readonly because: string }
  | { readonly frozen: false };

export type TermsRefusal =
  | 'unknown account'
  | 'not a party account'
  | 'credit limit below zero'
  | 'changed since it was seen';

/**
 * Sets the credit limit, or freezes and thaws. A limit may go below what the account already owes: then the account is
 * overdrawn by a recorded cause and takes no new hold, but nothing that is held or posted is touched.
 *
 * @param seen the sequence that the operator saw; a newer one refuses, unless the account is already as it is asked for
 */
export function decideTerms(
  known: Account | undefined,
  terms: AccountTerms,
  seen?: number,
): Decision<Account, TermsRefusal> {
  if (!known) return refused('unknown account');
  if (known.kind !== 'party') return refused('not a party account');
  if ('creditLimit' in terms && terms.creditLimit < 0n) return refused('credit limit below zero');
  const changed = changedBy(known, terms);
  if (!changed) return already();
  if (seen !== undefined && seen !== known.sequence) {
    return refused('changed since it was seen', { seenVersion: seen, version: known.sequence });
  }
  return accepted({ ...changed, sequence: known.sequence + 1 });
}

/** The account on its new terms; nothing where they are what they were. */
function changedBy(known: Account, terms: AccountTerms): Account | undefined {
  if ('creditLimit' in terms) {
    if (terms.creditLimit === known.creditLimit) return undefined;
    const changed = { ...known, creditLimit: terms.creditLimit };
    return { ...changed, overdrawnByLimit: belowZero(changed) };
  }
  const frozenBecause = terms.frozen ? terms.because : null;
  if (terms.frozen === known.frozen && frozenBecause === known.frozenBecause) return undefined;
  return { ...known, frozen: terms.frozen, frozenBecause };
}

function belowZero(account: Account): Money {
  const free = freeMoney(account);
  return free < 0n ? negateMoney(free) : zeroMoney;
}
