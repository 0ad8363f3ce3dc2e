import { addMoney, type Money, negateMoney } from '#libs/units';
import type { AccountId } from '../account/account.js';
import type { Transfer } from './transfer.js';

/** A transfer as one of its two accounts sees it. */
export interface StatementLine {
  readonly transfer: Transfer;
  /** Where the money came from or went to. */
  readonly counterAccount: AccountId;
  /** Above zero where the account was credited, below where it was debited. */
  readonly amount: Money;
  /** Of the account, after this line. */
  readonly balance: Money;
}

/**
 * The lines of an account's statement, each with the balance that it leaves.
 *
 * @param before the balance before the first of the transfers
 * @param transfers in order; each has the account on one of its sides
 */
export function statementLines(account: AccountId, before: Money, transfers: readonly Transfer[]): StatementLine[] {
  let balance = before;
  return transfers.map((transfer) => {
    const { debit, credit } = transfer;
    const amount = credit === account ? transfer.amount : negateMoney(transfer.amount);
    balance = addMoney(balance, amount);
    return { transfer, counterAccount: credit === account ? debit : credit, amount, balance };
  });
}
