import { centsPerMWh, milliCentsPerMWh, money, wattHours } from '#libs/units';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anAskForFunds, theRate } from '../../../../test/support/a-hold.js';
import { fundingOf } from './funding.js';

const cases: [string, number, number, bigint, bigint][] = [
  // energy Wh, price ct/MWh -> held of seller, held of buyer; the fee is 11.25 units of 10⁻⁸ euro per Wh
  ['the buyer pays at a positive price', 1000, 5000, 11_250n, 5_011_250n],
  ['the seller pays at a negative price', 1000, -49_999, 50_010_250n, 11_250n],
  ['at zero only the fees are needed', 1000, 0, 11_250n, 11_250n],
  ['a fee is rounded half away from zero', 150, 1, 1688n, 1838n],
];

describe('the funding of a trade', () => {
  it.each(cases)('%s', (_, energy, price, ofSeller, ofBuyer) => {
    const terms = anAskForFunds({ energyWh: wattHours(energy), priceCentsPerMWh: centsPerMWh(price) });
    const { heldOfSeller, heldOfBuyer } = fundingOf(terms, theRate);
    expect([heldOfSeller, heldOfBuyer]).toEqual([money(ofSeller), money(ofBuyer)]);
  });

  it('is exact and fits an int8 for every price and energy, at the highest rate that may be configured', () => {
    const rate = milliCentsPerMWh(200_000_000);
    const energies = fc.integer({ min: 1, max: 900_000_000_000 });
    const prices = fc.integer({ min: -9_999_999, max: 9_999_999 });
    fc.assert(
      fc.property(energies, prices, (energy, price) => {
        const terms = anAskForFunds({ energyWh: wattHours(energy), priceCentsPerMWh: centsPerMWh(price) });
        const { fee, heldOfSeller, heldOfBuyer } = fundingOf(terms, rate);
        const owed = BigInt(energy) * BigInt(price);
        expect(heldOfBuyer - heldOfSeller).toBe(owed);
        expect(price < 0 ? heldOfBuyer : heldOfSeller).toBe(fee);
        expect(heldOfSeller < 2n ** 63n && heldOfBuyer < 2n ** 63n).toBe(true);
      }),
    );
  });
});
