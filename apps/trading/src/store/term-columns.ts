import type { TradeTerms } from '../trade/trade.js';
import { storedLegs } from './stored-legs.js';

/** What trades and proposals say alike, as columns for `unnest`: seller, buyer, their sides, area, legs. */
export const termColumns = (
  of: readonly Pick<TradeTerms, 'seller' | 'buyer' | 'sellerSide' | 'buyerSide' | 'area' | 'legs'>[],
): unknown[] => [
  of.map(({ seller }) => seller),
  of.map(({ buyer }) => buyer),
  of.map(({ sellerSide }) => sellerSide),
  of.map(({ buyerSide }) => buyerSide),
  of.map(({ area }) => area),
  of.map(({ legs }) => storedLegs(legs)),
];
