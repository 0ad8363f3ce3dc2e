import { describe, expect, it } from '@jest/globals';
import { parseEic, parseInstant, tradingDay } from '#libs/market';
import { parseEur } from '#libs/units';
import { expectedRefusals } from './expected-refusals.js';
import { readSampleTexts } from './read-sample-texts.js';
import { defaultDay, sampleMarket } from './sample-market.js';
import type { SampleMarket } from './sample-market.shape.js';

const texts = readSampleTexts();
const marketOf = (day: string, seed = 1): SampleMarket => {
  const answer = sampleMarket(day, texts, seed);
  if (!answer.ok) throw new Error(answer.because);
  return answer.market;
};
const days = ['2026-05-01', '2025-10-26', '2026-03-29'];
const markets = new Map(days.map((day) => [day, marketOf(day)]));
const market = (day: string): SampleMarket => markets.get(day) ?? marketOf(day);

describe('the sample market', () => {
  it.each([
    ['2026-05-01', 96, '2026-04-30T10:00:00Z'],
    ['2025-10-26', 100, '2025-10-25T10:00:00Z'],
    ['2026-03-29', 92, '2026-03-28T11:00:00Z'],
  ])('of %s has %i quarter hours and begins at %s', (day, quarterHours, marketClock) => {
    const { prices, trades, profiles, ...rest } = market(day);
    expect(rest.marketClock).toBe(marketClock);
    expect(prices).toHaveLength(quarterHours);
    expect(new Set(trades.map(({ legs }) => legs[0]?.start)).size).toBe(quarterHours);
    expect(new Set(profiles.map(({ intervals }) => intervals.length))).toEqual(new Set([quarterHours]));
  });

  it.each(days)('of %s has several thousand trades in the order of delivery, none empty, each named once', (day) => {
    const { trades } = market(day);
    const { start, end } = tradingDay(day);
    expect(trades.length).toBeGreaterThan(3000);
    expect(trades.length).toBeLessThan(6000);
    const starts = trades.map(({ legs }) => Number(parseInstant(legs[0]?.start ?? '')));
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    expect(starts.every((at) => at >= start && at < end)).toBe(true);
    expect(trades.every(({ legs }) => (legs[0]?.energyWh ?? 0) > 0)).toBe(true);
    expect(trades.every(({ seller, buyer }) => seller !== buyer)).toBe(true);
    expect(new Set(trades.map(({ externalId }) => externalId)).size).toBe(trades.length);
  });

  it.each(days)('of %s loses a few per cent of its trades, for funds and for capacity', (day) => {
    const { funds, capacity } = expectedRefusals(market(day));
    const { length } = market(day).trades;
    expect(funds).toBeGreaterThan(10);
    expect(capacity).toBeGreaterThan(10);
    expect(funds + capacity).toBeLessThan(0.08 * length);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(marketOf(defaultDay)).toEqual(market(defaultDay));
    expect(marketOf(defaultDay, 2).trades).not.toEqual(market(defaultDay).trades);
  });

  it('names parties, area, sides and money in the shapes of the wire', () => {
    const { parties, area, meterPoints, portfolios, deposits, trades } = market(defaultDay);
    const known = new Set(parties.map(({ eic }) => eic));
    const points = new Map(meterPoints.map(({ eic, party }) => [eic, party]));
    const retailer = portfolios[0]?.party ?? '';
    expect(parties.every(({ eic }) => parseEic(eic, 'X').ok)).toBe(true);
    expect(parseEic(area.eic, 'Y').ok).toBe(true);
    expect(meterPoints.every(({ eic }) => parseEic(eic, 'Z').ok)).toBe(true);
    expect(known.size).toBe(53);
    expect(new Set(deposits.map(({ party }) => party))).toEqual(known);
    expect(deposits.every(({ amountEur }) => parseEur(amountEur) !== 'malformed')).toBe(true);
    for (const { seller, buyer, sellerSide, buyerSide } of trades) {
      expect(sellerSide === null ? retailer : points.get(sellerSide)).toBe(seller);
      expect(buyerSide === null ? retailer : points.get(buyerSide)).toBe(buyer);
    }
  });

  it('sells at negative prices only from plants that must run, or from the retailer', () => {
    const { parties, trades } = market('2026-05-01');
    const below = trades.filter(({ priceCentsPerMWh }) => priceCentsPerMWh < 0);
    const roles = new Map(parties.map(({ eic, roles: each }) => [eic, each[0]]));
    expect(new Set(below.map(({ seller }) => roles.get(seller)))).toEqual(new Set(['producer', 'supplier']));
    const amongNeighbours = below.filter(({ sellerSide, buyerSide }) => sellerSide !== null && buyerSide !== null);
    expect(Math.min(...amongNeighbours.map(({ priceCentsPerMWh }) => priceCentsPerMWh))).toBe(-49_999);
  });

  it.each([
    ['2026-04-01', 'There are no day-ahead prices for 2026-04-01'],
    ['2025-10-08', 'There are no day-ahead prices for 2025-10-08'],
    ['2026-02-30', '"2026-02-30" is not a date like 2026-05-01'],
    ['tomorrow', '"tomorrow" is not a date like 2026-05-01'],
  ])('of %s does not exist, and one sentence says which do', (day, fault) => {
    const windows =
      '2025-10-01 to 2025-10-07, 2025-10-25 to 2025-10-27, 2026-03-28 to 2026-03-30 and 2026-05-01 to 2026-06-30';
    expect(sampleMarket(day, texts, 1)).toEqual({ ok: false, because: `${fault}; the price file has ${windows}.` });
  });

  it('exists for the first and the last day of every window', () => {
    for (const day of ['2025-10-01', '2025-10-07', '2025-10-25', '2025-10-27', '2026-03-30', '2026-06-30']) {
      expect(sampleMarket(day, texts, 1).ok).toBe(true);
    }
  });
});
