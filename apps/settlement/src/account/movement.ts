import { addMoney, type Money } from '#libs/units';
import type { Account, AccountId, Accounts } from './account.js';

/** What changes on one account. */
export interface Movement {
  readonly account: AccountId;
  readonly posted: Money;
  readonly held: Money;
}

/**
 * The accounts as the movements leave them; movements of the same account add up.
 * Throws where an account is missing or more is released than is held: both are bugs, not refusals.
 */
export function afterMovements(accounts: Accounts, movements: readonly Movement[]): Account[] {
  const changed = new Map<AccountId, Account>();
  for (const movement of movements) {
    const account = changed.get(movement.account) ?? accounts.get(movement.account);
    if (!account) throw new Error(`the account ${movement.account} was not loaded or does not exist`);
    const held = addMoney(account.held, movement.held);
    if (held < 0n) throw new Error(`the account ${account.id} would hold ${held} × 10⁻⁸ euro, less than nothing`);
    changed.set(account.id, { ...account, posted: addMoney(account.posted, movement.posted), held });
  }
  return [...changed.values()];
}
