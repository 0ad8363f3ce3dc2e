import { describe, expect, it } from '@jest/globals';
import { centsPerMWh, wattHours } from '#libs/units';
import fc from 'fast-check';
import { type Member, members } from './member.js';
import { quarterHourDeals } from './quarter-hour-deals.js';

const named = (name: string): Member => {
  const found = members.find((member) => member.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};
const roof = named('House 01');
const house = named('House 30');
const other = named('House 31');
const mill = named('Mill on the stream');
const foreseen = (...list: [Member, number][]) => list.map(([member, netWh]) => ({ member, netWh: wattHours(netWh) }));
const told = (list: ReturnType<typeof foreseen>, price: number) =>
  quarterHourDeals(list, centsPerMWh(price)).map(({ seller, buyer, energyWh, price: at }) => {
    const name = (trader: Member | 'retailer') => (trader === 'retailer' ? trader : trader.name);
    return `${name(seller)} > ${name(buyer)}: ${energyWh} @ ${at}`;
  });

describe('the deals of a quarter hour', () => {
  it('go to neighbours at day-ahead, the rest of the surplus to the retailer below it', () => {
    expect(told(foreseen([roof, 300], [house, -100], [other, -50]), 9000)).toEqual([
      'House 01 > House 30: 100 @ 9000',
      'House 01 > House 31: 50 @ 9000',
      'House 01 > retailer: 150 @ 7000',
    ]);
  });

  it('get what neighbours lack from the retailer, above day-ahead', () => {
    expect(told(foreseen([roof, 30], [house, -100]), 9000)).toEqual([
      'House 01 > House 30: 30 @ 9000',
      'retailer > House 30: 70 @ 11000',
    ]);
  });

  it('curtail a roof whose export to the retailer would cost', () => {
    expect(told(foreseen([roof, 300], [house, -100]), 1999)).toEqual(['House 01 > House 30: 100 @ 1999']);
    expect(told(foreseen([roof, 300], [house, -100]), 2000)).toContain('House 01 > retailer: 200 @ 0');
  });

  it('curtail a roof altogether below zero, while the mill must sell', () => {
    expect(told(foreseen([roof, 300], [mill, 120], [house, -100]), -49_999)).toEqual([
      'Mill on the stream > House 30: 100 @ -49999',
      'Mill on the stream > retailer: 20 @ -51999',
    ]);
  });

  it('give every house what it lacks, sell no more than is over, and never nothing', () => {
    const nets = fc.array(fc.integer({ min: -2000, max: 2000 }), { minLength: 52, maxLength: 52 });
    fc.assert(
      fc.property(nets, fc.integer({ min: -50_000, max: 50_000 }), (list, price) => {
        const all = members.map((member, i) => ({ member, netWh: wattHours(list[i] ?? 0) }));
        const deals = quarterHourDeals(all, centsPerMWh(price));
        expect(deals.every(({ energyWh }) => energyWh > 0)).toBe(true);
        for (const { member, netWh } of all) {
          const sum = (end: 'seller' | 'buyer') =>
            deals.filter((deal) => deal[end] === member).reduce((total, { energyWh }) => total + energyWh, 0);
          expect(sum('buyer')).toBe(Math.max(0, -netWh));
          expect(sum('seller')).toBeLessThanOrEqual(Math.max(0, netWh));
          if (member.kind === 'must-run plant') expect(sum('seller')).toBe(Math.max(0, netWh));
        }
      }),
      { numRuns: 50 },
    );
  });
});
