import { type AccountChangedV1, accountChangedV1, topics } from '#libs/contracts';
import { type Outgoing, toEveryone } from '#libs/messaging';
import { formatEur } from '#libs/units';
import type { Account } from '../account/account.js';

/** Tells everyone an account's terms as they are after an operator has changed them. */
export function accountChanged({ id, creditLimit, frozen, frozenBecause, sequence }: Account): Outgoing {
  const data: AccountChangedV1 = {
    ...{ account: id, currency: 'EUR', creditLimitEur: formatEur(creditLimit) },
    ...{ frozen, frozenBecause, sequence },
  };
  return toEveryone(topics.accounts.name, {
    id: `account/${id}/${sequence}`,
    type: accountChangedV1.type,
    subject: id,
    data,
  });
}
