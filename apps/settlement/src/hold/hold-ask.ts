import type { AccountId } from '../account/account.js';

/** An ask about a hold: it names the trade, and the accounts that are to be locked for it. */
export interface HoldAsk {
  /** UUID of the trade. */
  readonly id: string;
  readonly seller: AccountId;
  readonly buyer: AccountId;
}

export const sameParties = (one: HoldAsk, other: HoldAsk): boolean =>
  one.seller === other.seller && one.buyer === other.buyer;
