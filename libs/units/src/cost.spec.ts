import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cost } from './cost.js';
import { formatEur } from './eur-text.js';
import { addMoney } from './money.js';
import { centsPerMWh } from './price.js';
import { addWattHours, wattHours } from './watt-hours.js';

describe('the cost of energy', () => {
  it.each([
    ['a household quarter hour', 150, 9050, '0.01357500'],
    ['one Wh at one cent per MWh', 1, 1, '0.00000001'],
    ['999 MW over a day at the highest price', 23_976_000_000, 9_999_999, '2397599760.24000000'],
    ['the lowest price of 2026-05-01: the seller pays', 2000, -49_999, '-0.99998000'],
    ['a price of zero', 2000, 0, '0.00000000'],
  ])('%s', (_, energyWh, price, eur) => {
    expect(formatEur(cost(wattHours(energyWh), centsPerMWh(price)))).toBe(eur);
  });

  it('is the same for the whole and for its parts', () => {
    const energy = fc.integer({ min: -1e12, max: 1e12 }).map(wattHours);
    const price = fc.integer({ min: -9_999_999, max: 9_999_999 }).map(centsPerMWh);
    fc.assert(
      fc.property(energy, energy, price, (a, b, at) => {
        expect(cost(addWattHours(a, b), at)).toBe(addMoney(cost(a, at), cost(b, at)));
      }),
    );
  });
});
