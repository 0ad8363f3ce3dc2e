import { addMoney, type Money, subtractMoney, zeroMoney } from '#libs/units';

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
  /** A frozen account takes no new hold and pays nothing out; what it holds already is still posted or voided. */
  readonly frozen: boolean;
  /** In the words of the operator who froze it; null where it is not frozen. */
  readonly frozenBecause: string | null;
  /**
   * How far below zero an operator's limit has left the free money: the recorded cause of an overdrawn account. Zero
   * where the last limit left none.
   */
  readonly overdrawnByLimit: Money;
  /** Counts the account's public events: its opening, and every change of its terms by an operator. */
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

/**
 * What an account may pay out: posted − held − the proceeds of periods that are not settled yet, and never below zero.
 * Credit is for trading, and is not paid out.
 *
 * @param unsettled what trades have brought in whose periods are still to be settled
 */
export function withdrawableMoney({ posted, held }: Account, unsettled: Money): Money {
  const left = subtractMoney(subtractMoney(posted, held), unsettled);
  return left < 0n ? zeroMoney : left;
}
