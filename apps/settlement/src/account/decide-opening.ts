import { accepted, already, type Decision } from '#libs/decision';
import { zeroMoney } from '#libs/units';
import type { Account, AccountId } from './account.js';

/**
 * Opens a party's account when the party is heard of for the first time. Later events of the party (another name,
 * other roles) and repeats of the first change nothing: the account holds money, not the party's data.
 */
export function decideOpening(
  known: { readonly id: AccountId } | undefined,
  party: AccountId,
): Decision<Account, never> {
  if (known) return already();
  return accepted({
    id: party,
    kind: 'party',
    posted: zeroMoney,
    held: zeroMoney,
    creditLimit: zeroMoney,
    frozen: false,
    frozenBecause: null,
    overdrawnByLimit: zeroMoney,
    sequence: 1,
  });
}
