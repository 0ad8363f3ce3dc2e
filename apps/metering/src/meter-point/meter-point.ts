import type { Eic } from '#libs/market';
import type { Watts } from '#libs/units';

/** A place where energy enters or leaves the grid, with its meter. */
export interface MeterPoint {
  readonly kind: 'meter point';
  /** EIC of type Z. */
  readonly key: Eic;
  /** EIC of type X. */
  readonly party: Eic;
  /** EIC of type Y. */
  readonly area: Eic;
  /** What shares one imbalance with it. */
  readonly balanceGroup: string;
  readonly injectionW: Watts;
  readonly consumptionW: Watts;
  /** Per phase, in amperes. */
  readonly fuseA: number;
  /** Counts its versions, from 1. */
  readonly sequence: number;
}
