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
import { decideFirm } from './decide-firm.js';

const other = anAsk({ legs: [aLeg(1001)] });
const refusedRow: Booking = { id: aTradeId, state: 'refused', because: { reason: 'off the lot' }, since: aMoment };
const tombstone: Booking = { id: aTradeId, state: 'tombstone', since: aMoment };
const booked = positionsOf(
  aPosition(aPlantCode, { firmSoldWh: 7, pendingSoldWh: 1300 }),
  aPosition(aHouseCode, { firmBoughtWh: 8, pendingBoughtWh: 1000 }),
);

describe('firm booking', () => {
  it.each([
    ['no row', undefined, anAsk(), refused('no booking')],
    ['refused', refusedRow, anAsk(), refused('booking refused')],
    ['cancelled', aBooking('cancelled'), anAsk(), refused('already undone')],
    ['tombstone', tombstone, anAsk(), refused('already undone')],
    ['firm', aBooking('firm'), anAsk(), already()],
    ['pending, other content', aBooking('pending'), other, refused('same id, different content')],
  ])('%s: changes nothing', (_, known, asked, answer) => {
    expect(decideFirm(known, asked, booked, laterThanThat)).toEqual(answer);
  });

  it('moves what was pending to what is firm, on both sides', () => {
    expect(decideFirm(aBooking('pending'), anAsk(), booked, laterThanThat)).toEqual({
      answer: 'accepted',
      what: {
        booking: { ...aBooking('firm'), since: laterThanThat },
        positions: [
          aPosition(aPlantCode, { firmSoldWh: 1007, pendingSoldWh: 300 }),
          aPosition(aHouseCode, { firmBoughtWh: 1008, pendingBoughtWh: 0 }),
        ],
      },
    });
  });
});
