import type { Transaction } from '#libs/messaging';
import { type Money, money } from '#libs/units';

/** What an account's trades have brought in and may not be paid out yet. */
export interface Proceeds {
  readonly account: string;
  readonly unsettled: Money;
}

/**
 * The proceeds of an account as an expression. No period is settled yet, so all that trades have brought in counts, also
 * what a buyer is paid at a negative price. The index of a party's credits answers it alone.
 *
 * @param account an expression of the account's id, a party's
 */
export const unsettledProceeds = (account: string): string =>
  `(SELECT coalesce(sum(t.amount), 0) FROM transfer t
     WHERE t.credit = ${account} AND t.credit < 'A' AND t.kind = 'energy')`;

/**
 * Reads proceeds behind the lock of their accounts: whoever posts a trade holds that lock, so nothing can be missing.
 * Only withdrawals ask for them.
 */
export async function readProceeds(tx: Transaction, accounts: readonly string[]): Promise<Proceeds[]> {
  if (accounts.length === 0) return [];
  const rows = await tx.query<{ account: string; unsettled: string }>(
    'read proceeds',
    `SELECT account, ${unsettledProceeds('asked.account')} AS unsettled
       FROM unnest($1::text[]) AS asked (account)`,
    [accounts],
  );
  return rows.map(({ account, unsettled }) => ({ account, unsettled: money(BigInt(unsettled)) }));
}
