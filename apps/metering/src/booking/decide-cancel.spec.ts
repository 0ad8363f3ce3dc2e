import { describe, expect, it } from '@jest/globals';
import { already, refused } from '#libs/decision';
import {
  aBooking,
  aHouseCode,
  aLeg,
  aMoment,
  anAsk,
  aPlantCode,
  aPosition,
  aTradeId,
  laterThanThat,
  positionsOf,
} from '../../../../test/support/a-booking.js';
import type { Booking } from './booking.js';
import { decideCancel } from './decide-cancel.js';

const other = anAsk({ legs: [aLeg(1001)] });
const refusedRow: Booking = { id: aTradeId, state: 'refused', because: { reason: 'off the lot' }, since: aMoment };
const tombstone: Booking = { id: aTradeId, state: 'tombstone', since: aMoment };
const booked = positionsOf(
  aPosition(aPlantCode, { firmSoldWh: 7, pendingSoldWh: 1300 }),
  aPosition(aHouseCode, { firmBoughtWh: 8, pendingBoughtWh: 1000 }),
);

describe('cancel booking', () => {
  it.each([
    ['refused', refusedRow, anAsk(), already()],
    ['cancelled', aBooking('cancelled'), anAsk(), already()],
    ['tombstone', tombstone, anAsk(), already()],
    ['firm', aBooking('firm'), anAsk(), refused('past the pivot')],
    ['pending, other content', aBooking('pending'), other, refused('same id, different content')],
  ])('%s: changes nothing', (_, known, asked, answer) => {
    expect(decideCancel(known, asked, booked, laterThanThat)).toEqual(answer);
  });

  it('leaves a tombstone where there is no row', () => {
    expect(decideCancel(undefined, anAsk(), booked, laterThanThat)).toEqual({
      answer: 'accepted',
      what: { booking: { id: aTradeId, state: 'tombstone', since: laterThanThat }, positions: [] },
    });
  });

  it('gives back what a pending booking set aside, and no more', () => {
    expect(decideCancel(aBooking('pending'), anAsk(), booked, laterThanThat)).toEqual({
      answer: 'accepted',
      what: {
        booking: { ...aBooking('cancelled'), since: laterThanThat },
        positions: [
          aPosition(aPlantCode, { firmSoldWh: 7, pendingSoldWh: 300 }),
          aPosition(aHouseCode, { firmBoughtWh: 8, pendingBoughtWh: 0 }),
        ],
      },
    });
  });

  it('throws where a position holds less than its booking: that is a bug, not an answer', () => {
    expect(() => decideCancel(aBooking('pending'), anAsk(), positionsOf(), aMoment)).toThrow(RangeError);
  });
});
