import { centsPerMWh, type Money, milliCentsPerMWh, money, wattHours } from '#libs/units';
import { describe, expect, it } from '@jest/globals';
import { anAskForFunds, fundsOf, theBuyer, theHour, theSeller } from '../../../../test/support/a-hold.js';
import { fundingOf } from './funding.js';
import { tradeTransfers } from './trade-transfers.js';

const transfersAt = (price: number, rate = 11_250): [string, string, string, Money][] => {
  const ask = anAskForFunds({ energyWh: wattHours(1000), priceCentsPerMWh: centsPerMWh(price) });
  const hold = { ...fundsOf(ask), ...fundingOf(ask, milliCentsPerMWh(rate)) };
  return tradeTransfers(hold, theHour).map(({ part, debit, credit, amount }) => [part, debit, credit, amount]);
};

const fees = [
  ['seller fee', theSeller, 'exchange-fees', money(11_250n)],
  ['buyer fee', theBuyer, 'exchange-fees', money(11_250n)],
];

describe('the transfers of a trade', () => {
  it('go from the buyer over clearing to the seller, and both fees to the exchange', () => {
    expect(transfersAt(5000)).toEqual([
      ['pay in', theBuyer, 'clearing', money(5_000_000n)],
      ['pay out', 'clearing', theSeller, money(5_000_000n)],
      ...fees,
    ]);
  });

  it('go from the seller to the buyer at a negative price', () => {
    expect(transfersAt(-5000)).toEqual([
      ['pay in', theSeller, 'clearing', money(5_000_000n)],
      ['pay out', 'clearing', theBuyer, money(5_000_000n)],
      ...fees,
    ]);
  });

  it('are the fees alone at price zero', () => {
    expect(transfersAt(0)).toEqual(fees);
  });

  it('are never of nothing', () => {
    expect(transfersAt(0, 0)).toEqual([]);
  });
});
