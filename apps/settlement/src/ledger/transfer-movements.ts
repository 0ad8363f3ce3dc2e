import { negateMoney, zeroMoney } from '#libs/units';
import type { Movement } from '../account/movement.js';
import { isPlatformAccount } from '../account/platform-account.js';
import type { Transfer } from './transfer.js';

/** What a transfer does to the totals of party accounts; a platform account has no total that is updated. */
export function movementsOf({ debit, credit, amount }: Transfer): Movement[] {
  return [
    { account: debit, posted: negateMoney(amount), held: zeroMoney },
    { account: credit, posted: amount, held: zeroMoney },
  ].filter(({ account }) => !isPlatformAccount(account));
}
