import { absoluteMoney, addMoney, cost, fee, type MilliCentsPerMWh } from '#libs/units';
import type { Funds, TradeTerms } from './hold.js';

/**
 * What a trade needs of each side: of the payer |price × energy| (the buyer, at a negative price the seller), of both
 * their fee. The fee is rounded here, once per trade and side; nothing else is rounded.
 */
export function fundingOf(
  { energyWh, priceCentsPerMWh }: TradeTerms,
  rate: MilliCentsPerMWh,
): Pick<Funds, 'fee' | 'heldOfSeller' | 'heldOfBuyer'> {
  const ownFee = fee(energyWh, rate);
  const ofPayer = addMoney(absoluteMoney(cost(energyWh, priceCentsPerMWh)), ownFee);
  return priceCentsPerMWh < 0
    ? { fee: ownFee, heldOfSeller: ofPayer, heldOfBuyer: ownFee }
    : { fee: ownFee, heldOfSeller: ownFee, heldOfBuyer: ofPayer };
}
