import type { AccountId } from './account.js';

/**
 * The platform's own accounts. No total of theirs is updated and their rows are never locked, so that no trade queues
 * behind all others: what they have is the sum of their transfers, folded when somebody asks.
 */
export const platformAccounts = {
  /** Between payer and payee: every trade passes through, nothing stays. */
  clearing: 'clearing',
  /** What the exchange earns with trading fees. */
  exchangeFees: 'exchange-fees',
  /** The other side of deposits and withdrawals: money outside, so it stands below zero by what parties have here. */
  bank: 'bank',
} as const satisfies Record<string, AccountId>;

const names = new Set<AccountId>(Object.values(platformAccounts));

export const isPlatformAccount = (id: AccountId): boolean => names.has(id);
