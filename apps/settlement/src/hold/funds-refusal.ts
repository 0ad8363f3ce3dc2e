import { type Refused, refused } from '#libs/decision';
import { addMoney, formatEur, type Money, zeroMoney } from '#libs/units';
import { type Account, type AccountId, type Accounts, freeMoney } from '../account/account.js';
import type { Movement } from '../account/movement.js';
import type { HoldRefusal } from './hold-refusal.js';

/**
 * Why money cannot be set aside, or nothing. Both sides must exist, be thawed and not be overdrawn, also where nothing
 * is to be held of them (price and fee zero): an overdrawn account takes no new trade. Then what is needed must be free.
 * A party on both sides needs the sum.
 */
export function fundsRefusal(accounts: Accounts, needs: readonly Movement[]): Refused<HoldRefusal> | undefined {
  const neededOf = new Map<AccountId, Money>();
  for (const { account, held } of needs) neededOf.set(account, addMoney(neededOf.get(account) ?? zeroMoney, held));
  const sides: { account: Account; needed: Money }[] = [];
  for (const [party, needed] of neededOf) {
    const account = accounts.get(party);
    if (!account) return refused('unknown account', { party });
    sides.push({ account, needed });
  }
  const frozen = sides.find(({ account }) => account.frozen);
  if (frozen) return refused('account frozen', { party: frozen.account.id });
  const overdrawn = sides.find(({ account }) => freeMoney(account) < 0n);
  if (overdrawn) return refused('account overdrawn', standingOf(overdrawn.account));
  const short = sides.find(({ account, needed }) => freeMoney(account) < needed);
  if (!short) return undefined;
  return refused('not enough free money', { neededEur: formatEur(short.needed), ...standingOf(short.account) });
}

const standingOf = (account: Account): Record<string, string> => ({
  freeEur: formatEur(freeMoney(account)),
  limitEur: formatEur(account.creditLimit),
  party: account.id,
});
