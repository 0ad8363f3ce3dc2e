import { describe, expect, it } from '@jest/globals';
import { expectedRefusals } from './expected-refusals.js';
import type { SampleMarket, SampleTrade } from './sample-market.shape.js';

const area = { eic: 'area', name: 'area', timeZone: 'Europe/Berlin', lotWh: 1, gateLeadMinutes: 5 };
const point = (eic: string, injectionW: number, consumptionW: number) => ({
  eic,
  party: eic.toUpperCase(),
  area: area.eic,
  balanceGroup: 'group',
  injectionW,
  consumptionW,
  fuseA: 35,
});
const trade = (energyWh: number, priceCentsPerMWh: number): SampleTrade => ({
  externalId: 'trade',
  seller: 'A',
  buyer: 'B',
  sellerSide: 'a',
  buyerSide: 'b',
  area: area.eic,
  legs: [{ start: '2026-05-01T10:00:00Z', durationMinutes: 15, energyWh }],
  priceCentsPerMWh,
});
const market = (trades: SampleTrade[]): SampleMarket => ({
  day: '2026-05-01',
  marketClock: '2026-04-30T10:00:00Z',
  parties: [],
  area,
  meterPoints: [point('a', 4000, 0), point('b', 0, 8000)],
  portfolios: [],
  deposits: [{ party: 'B', amountEur: '0.10', idempotencyKey: 'b' }],
  creditLimits: [{ party: 'A', limitEur: '0.05' }],
  prices: [],
  trades,
  profiles: [],
});

describe('expected refusals', () => {
  it.each([
    ['none within funds and connection', [trade(1000, 10_000)], { funds: 0, capacity: 0 }],
    ['a buyer without the money', [trade(1000, 10_001)], { funds: 1, capacity: 0 }],
    ['a buyer whose money is spent', [trade(500, 10_000), trade(500, 10_001)], { funds: 1, capacity: 0 }],
    ['a seller beyond the connection', [trade(1001, 0)], { funds: 0, capacity: 1 }],
    ['a seller who sold the quarter hour already', [trade(600, 0), trade(401, 0)], { funds: 0, capacity: 1 }],
    ['a seller who cannot pay at a negative price', [trade(1000, -5001)], { funds: 1, capacity: 0 }],
    ['nothing of a credit limit that suffices', [trade(1000, -5000)], { funds: 0, capacity: 0 }],
  ])('%s', (_, trades, expected) => {
    expect(expectedRefusals(market(trades))).toEqual(expected);
  });
});
