import { describe, expect, it } from '@jest/globals';
import {
  aBuyer,
  aDelivery,
  aHouse,
  aHouseCode,
  aLeg,
  anArea,
  aPlant,
  aPlantCode,
  aTradeId,
} from '../../../../test/support/a-booking.js';
import { aMeteringState } from '../../../../test/support/metering-state.js';
import { bookingLegs } from './booking-legs.js';

const now = { wall: 1_777_543_200_000.75, market: 0 };
const stateOf = () => aMeteringState({ sides: [aPlant(), aHouse()] });

/** As it comes from a parcel: plain JSON. */
const body = (other: Parameters<typeof aDelivery>[0] = {}): unknown =>
  JSON.parse(JSON.stringify(aDelivery(other), (key, value) => (key === 'start' ? '2026-05-01T12:00:00Z' : value)));

describe("metering's leg", () => {
  it('names both sides, which others step aside for, its booking and its positions', () => {
    const leg = bookingLegs.read(aTradeId, body());
    expect(leg.keys).toEqual([aPlantCode, aHouseCode]);
    expect(leg.touches).toMatchObject({ side: [aPlantCode, aHouseCode], booking: [aTradeId] });
    expect(leg.touches.position).toHaveLength(2);
    expect(bookingLegs.read(aTradeId, body({ buyerSide: null })).keys[1]).toBe(`${aBuyer}/${anArea}`);
  });

  it('leaves a firm booking and firm positions, and tells everyone', () => {
    const state = stateOf();
    expect(bookingLegs.read(aTradeId, body()).decide(state, now)).toMatchObject({
      answer: 'accepted',
      send: [{ kind: 'public', event: { type: 'gridsaga.booking.firmed.v1', subject: aTradeId } }],
    });
    expect(state.bookings.inserted()).toMatchObject([{ id: aTradeId, state: 'firm' }]);
    expect(state.positions.inserted()).toMatchObject([
      { firmSoldWh: 1000, pendingSoldWh: 0 },
      { firmBoughtWh: 1000, pendingBoughtWh: 0 },
    ]);
  });

  it('puts nothing where it is refused, and sees what the legs before it have left', () => {
    const state = stateOf();
    const trades = ['1', '2', '3'].map((last) => `${aTradeId.slice(0, -1)}${last}`);
    const leg = (trade: string) => bookingLegs.read(trade, body({ legs: [aLeg(1100)] })).decide(state, now);
    expect(trades.map(leg)).toMatchObject([
      { answer: 'accepted' },
      { because: { reason: 'not enough capacity', bookedWh: 1100 } },
      { because: { reason: 'not enough capacity', bookedWh: 1100 } },
    ]);
    expect(state.bookings.inserted()).toHaveLength(1);
  });

  it.each([
    ['a trade in capitals', aTradeId.toUpperCase(), body(), 'not a UUID in lower case'],
    ['an unknown field', aTradeId, { ...aDelivery(), colour: 'green' }, 'colour'],
    ['no body', aTradeId, null, 'expected object'],
  ])('is not read with %s', (_, id, unread, message) => {
    expect(() => bookingLegs.read(id, unread)).toThrow(message);
  });
});
