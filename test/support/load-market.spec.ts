import { describe, expect, it } from '@jest/globals';
import { loadBodies, loadMarket, loadMarketOf } from './load-market.js';

const nowMs = Date.parse('2026-11-20T09:00:00Z');
const bodies = loadBodies(1, nowMs);
const trades = bodies.flat();
const withMoney = new Set(loadMarket.deposits.map(({ party }) => party));

describe('the trades of a load', () => {
  it('come in bodies of a hundred, of which ten have a buyer without money', () => {
    for (const body of bodies) {
      expect(body).toHaveLength(100);
      expect(body.filter(({ buyer }) => !withMoney.has(buyer))).toHaveLength(10);
    }
  });

  it('have two sides of their own parties', () => {
    const meterPoints = new Map(loadMarket.meterPoints.map(({ party, eic }) => [party, eic]));
    for (const { seller, buyer, sellerSide, buyerSide } of trades) {
      expect(seller).not.toBe(buyer);
      expect([sellerSide, buyerSide]).toEqual([meterPoints.get(seller) ?? null, meterPoints.get(buyer) ?? null]);
    }
  });

  it('are spread over the 96 quarter hours of tomorrow', () => {
    const starts = new Set(trades.map(({ legs }) => legs[0]?.start ?? ''));
    expect(starts.size).toBe(96);
    expect([...starts].sort().at(0)).toBe('2026-11-21T00:00:00.000Z');
  });

  it('lie a day later when tomorrow is near', () => {
    const late = loadBodies(1, Date.parse('2026-11-20T20:00:00Z')).flat();
    expect(late.map(({ legs }) => legs[0]?.start ?? '').sort()[0]).toBe('2026-11-22T00:00:00.000Z');
  });

  it('are the same again from the same seed, and others from another', () => {
    expect(loadBodies(1, nowMs)).toEqual(bodies);
    expect(loadBodies(2, nowMs)).not.toEqual(bodies);
  });

  it('are spread over as many parties as are wanted', () => {
    const market = loadMarketOf(400);
    const parties = new Set(market.parties.map(({ eic }) => eic));
    const traders = loadBodies(1, nowMs, 400).flatMap((body) => body.flatMap(({ seller, buyer }) => [seller, buyer]));
    expect([parties.size, market.deposits.length]).toEqual([400, 380]);
    expect(traders.filter((eic) => !parties.has(eic))).toEqual([]);
    expect(new Set(traders).size).toBe(400);
  });

  it('are traded by 200 parties with a side and an account each', () => {
    expect(new Set(loadMarket.parties.map(({ eic }) => eic)).size).toBe(200);
    expect(loadMarket.meterPoints.length + loadMarket.portfolios.length).toBe(200);
    expect(withMoney.size).toBe(190);
  });
});
