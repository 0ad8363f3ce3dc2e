import type { Eic } from '#libs/market';

/** The copy of a member of the market, as trading published it. */
export interface Party {
  /** EIC of type X. */
  readonly eic: Eic;
  readonly name: string;
  readonly roles: readonly string[];
  /** Counts the party's versions; an older one never replaces a newer. */
  readonly sequence: number;
}
