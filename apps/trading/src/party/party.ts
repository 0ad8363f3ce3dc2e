import type { Eic } from '#libs/market';

export type PartyRole = 'producer' | 'consumer' | 'prosumer' | 'trader' | 'supplier';

/** A member of the market. */
export interface Party {
  /** EIC of type X. */
  readonly eic: Eic;
  readonly name: string;
  readonly roles: readonly PartyRole[];
  /** Counts the party's events. */
  readonly sequence: number;
}
