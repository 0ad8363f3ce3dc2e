import type { Eic } from '#libs/market';
import type { Watts } from '#libs/units';

/** A party in an area without a meter point of its own: traders and suppliers. An operator sets its two limits. */
export interface Portfolio {
  readonly kind: 'portfolio';
  /** `party/area` */
  readonly key: string;
  /** EIC of type X. */
  readonly party: Eic;
  /** EIC of type Y. */
  readonly area: Eic;
  /** What shares one imbalance with it. */
  readonly balanceGroup: string;
  readonly injectionW: Watts;
  readonly consumptionW: Watts;
  /** Counts its versions, from 1. */
  readonly sequence: number;
}
