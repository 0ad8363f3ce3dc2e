import type { Transaction } from '#libs/messaging';

/** That an account was opened. */
export interface OpenedAccount {
  readonly id: string;
}

/**
 * Which of these accounts there are, asked without their locks: an account is never closed, so that one which a prepared
 * transaction has locked is found as well.
 */
export function readOpened(tx: Transaction, ids: readonly string[]): Promise<OpenedAccount[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return tx.query<OpenedAccount>('read opened', 'SELECT id FROM account WHERE id = ANY ($1::text[])', [ids]);
}
