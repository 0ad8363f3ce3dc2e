import { negateMoney, zeroMoney } from '#libs/units';
import type { Movement } from '../account/movement.js';
import type { Funds } from './hold.js';

/** What giving a hold back does to both accounts. */
export const release = ({ seller, buyer, heldOfSeller, heldOfBuyer }: Funds): Movement[] => [
  { account: seller, posted: zeroMoney, held: negateMoney(heldOfSeller) },
  { account: buyer, posted: zeroMoney, held: negateMoney(heldOfBuyer) },
];
