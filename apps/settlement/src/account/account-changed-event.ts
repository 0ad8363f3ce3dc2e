import { type AccountChangedV1, accountChangedV1 } from '#libs/contracts';
import { formatEur } from '#libs/units';
import type { Account } from './account.js';

/** What is told of an account's terms, as they are after somebody has changed them. */
export function accountChangedEvent({ id, creditLimit, frozen, frozenBecause, sequence }: Account) {
  const data: AccountChangedV1 = {
    ...{ account: id, currency: 'EUR', creditLimitEur: formatEur(creditLimit) },
    ...{ frozen, frozenBecause, sequence },
  };
  return { id: `account/${id}/${sequence}`, type: accountChangedV1.type, subject: id, data };
}
