import type { Because } from '#libs/decision';
import type { Instant } from '#libs/market';
import type { CentsPerMWh, Money, WattHours } from '#libs/units';
import type { AccountId } from '../account/account.js';
import type { HoldRefusal } from './hold-refusal.js';

/** What a trade is, as far as money goes. */
export interface TradeTerms {
  readonly seller: AccountId;
  readonly buyer: AccountId;
  /** Over all legs. */
  readonly energyWh: WattHours;
  readonly priceCentsPerMWh: CentsPerMWh;
}

/** Money set aside for one trade, and what became of it. */
export interface Funds extends TradeTerms {
  readonly state: 'held' | 'posted' | 'voided';
  /** What is, or was, set aside on the seller's account, its fee included. */
  readonly heldOfSeller: Money;
  readonly heldOfBuyer: Money;
  /** Of each side; kept, because the rate may change between hold and post. */
  readonly fee: Money;
}

/** A do that was refused: kept, so that the same ask is refused for ever, whatever has become of the account. */
export interface RefusedHold {
  readonly state: 'refused';
  readonly because: Because<HoldRefusal>;
}

/** An undo that came before its do: kept, so that the do loses when it arrives. */
export interface Tombstone {
  readonly state: 'tombstone';
}

/** Settlement's row of a trade's saga. Its id is the trade's. */
export type Hold = (Funds | RefusedHold | Tombstone) & {
  /** UUID of the trade. */
  readonly id: string;
  /** When the row was written, by the wall clock. */
  readonly since: Instant;
};
