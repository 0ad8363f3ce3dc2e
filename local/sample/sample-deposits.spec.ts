import { describe, expect, it } from '@jest/globals';
import { centsPerMWh, formatEur, wattHours } from '#libs/units';
import { type Member, members } from './member.js';
import type { Deal } from './quarter-hour-deals.js';
import { depositsFor, payerOf } from './sample-deposits.js';

const named = (name: string): Member => {
  const found = members.find((member) => member.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};
const deal = (seller: Deal['seller'], buyer: Deal['buyer'], energyWh: number, price: number): Deal => ({
  seller,
  buyer,
  energyWh: wattHours(energyWh),
  price: centsPerMWh(price),
});
const mill = named('Mill on the stream');
const house = named('House 30');
const short = named('House 23');

describe('the payer of a deal', () => {
  it('is the buyer, and at a negative price the seller', () => {
    expect(payerOf(deal(mill, house, 100, 9000))).toBe(house);
    expect(payerOf(deal(mill, house, 100, -1))).toBe(mill);
  });
});

describe('deposits', () => {
  it.each([
    [
      'what is owed and a quarter more, rounded up to ten euro',
      house,
      [deal(mill, house, 100_000, 9000)],
      '20.00000000',
    ],
    ['a first ten euro for whoever owes nothing', house, [], '10.00000000'],
    ['what a seller owes at negative prices', mill, [deal(mill, house, 100_000, -9000)], '20.00000000'],
    ['a third for a short household', short, [deal(mill, short, 1_000_000, 9000)], '30.01000000'],
  ])('are %s', (_, trader, deals, eur) => {
    const amount = depositsFor([trader], deals).get(trader);
    expect(amount === undefined ? amount : formatEur(amount)).toBe(eur);
  });
});
