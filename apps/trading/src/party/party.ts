import type { Eic, Instant } from '#libs/market';

export type PartyRole = 'producer' | 'consumer' | 'prosumer' | 'trader' | 'supplier';

/** A member of the market. */
export interface Party {
  /** EIC of type X. */
  readonly eic: Eic;
  readonly name: string;
  readonly roles: readonly PartyRole[];
  /** Why and since when (by the wall clock) it may not trade; null where it may. */
  readonly suspended: Suspension | null;
  /** Counts the party's events. */
  readonly sequence: number;
}

export interface Suspension {
  /** In an operator's words; whoever is refused because of it reads them. */
  readonly why: string;
  readonly since: Instant;
}
