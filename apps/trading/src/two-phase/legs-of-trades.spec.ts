import { describe, expect, it } from '@jest/globals';
import { bookDeliveryV1, holdFundsV1 } from '#libs/contracts';
import { aCode, aTrade } from '../../../../test/support/a-trade.js';
import { bodiesFor, keysOfTrade, legOf } from './legs-of-trades.js';

const trade = aTrade();
const { seller, buyer, area } = trade;

describe('a leg of a two-phase trade', () => {
  it('names both accounts and both sides: portfolios by party and area, meter points by their code', () => {
    const sellerSide = aCode('Z', 'SOLAR');
    expect(keysOfTrade(trade)).toEqual([seller, buyer, `${seller}/${area}`, `${buyer}/${area}`]);
    expect(legOf(aTrade({ sellerSide }))).toEqual({
      id: trade.id,
      keys: [seller, buyer, sellerSide, `${buyer}/${area}`],
    });
  });

  it('asks the participants for what a saga asks them first', () => {
    expect(holdFundsV1.body.safeParse(bodiesFor.settlement(trade))).toMatchObject({ success: true });
    expect(bookDeliveryV1.body.safeParse(bodiesFor.metering(trade))).toMatchObject({ success: true });
  });
});
