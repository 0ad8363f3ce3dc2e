import { addMoney, type Money, subtractMoney } from '#libs/units';

/** A party's account is named by the party's EIC, a platform account by its name. */
export type AccountId = string;

export type AccountKind = 'party' | 'clearing' | 'exchange fees' | 'bank';

/** What an account has. Money is a count of 10⁻⁸ euro; every account is in euro. */
export interface Account {
  readonly id: AccountId;
  readonly kind: AccountKind;
  /** Credits minus debits. Zero for ever on a platform account: its total is the sum of its transfers. */
  readonly posted: Money;
  /** The sum of the account's open holds; never negative. */
  readonly held: Money;
  /** How far below zero the free money may go; never negative. */
  readonly creditLimit: Money;
  /** A frozen account takes no new hold; what it holds already is still posted or voided. */
  readonly frozen: boolean;
  /** Counts the account's public events. */
  readonly sequence: number;
}

/** Where a rule finds accounts: the batch's rows, or a map in a test. */
export interface Accounts {
  get(id: AccountId): Account | undefined;
}

/** What an account may still set aside: posted − held + credit limit. Below zero the account is overdrawn. */
export function freeMoney(account: Account): Money {
  return addMoney(subtractMoney(account.posted, account.held), account.creditLimit);
}
