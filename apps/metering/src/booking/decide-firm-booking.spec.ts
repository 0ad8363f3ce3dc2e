import { describe, expect, it } from '@jest/globals';
import { refused } from '#libs/decision';
import fc from 'fast-check';
import {
  aBooking,
  aHouseCode,
  aLeg,
  aMoment,
  anAsk,
  aPlantCode,
  aPosition,
  aTradeId,
  bothSides,
  positionsOf,
} from '../../../../test/support/a-booking.js';
import type { Booking } from './booking.js';
import { decideBooking } from './decide-booking.js';
import { decideFirm } from './decide-firm.js';
import { decideFirmBooking } from './decide-firm-booking.js';

const other = anAsk({ legs: [aLeg(1001)] });
const row = { id: aTradeId, since: aMoment };

describe('booking firmly at one instant', () => {
  it('leaves a firm booking, and nothing pending of it', () => {
    const before = positionsOf(aPosition(aPlantCode, { firmSoldWh: 7, pendingSoldWh: 300 }));
    expect(decideFirmBooking(undefined, anAsk(), bothSides(), before, aMoment)).toEqual({
      answer: 'accepted',
      what: {
        booking: aBooking('firm'),
        positions: [
          aPosition(aPlantCode, { firmSoldWh: 1007, pendingSoldWh: 300 }),
          aPosition(aHouseCode, { firmBoughtWh: 1000 }),
        ],
      },
    });
  });

  it('is refused by the net-position rule like any booking, with the numbers', () => {
    const full = positionsOf(aPosition(aPlantCode, { firmSoldWh: 1001 }));
    expect(decideFirmBooking(undefined, anAsk(), bothSides(), full, aMoment)).toMatchObject({
      answer: 'refused',
      because: { reason: 'not enough capacity', askedWh: 1000, bookedWh: 1001, limitWh: 2000 },
    });
  });

  it.each<[string, Booking, unknown]>([
    ['pending', aBooking('pending'), refused('already decided', { state: 'pending' })],
    ['firm', aBooking('firm'), refused('already decided', { state: 'firm' })],
    ['of other content', aBooking('pending', other), refused('same id, different content')],
    ['cancelled', aBooking('cancelled'), refused('already undone')],
    ['a tombstone', { ...row, state: 'tombstone' }, refused('already undone')],
    ['refused', { ...row, state: 'refused', because: { reason: 'off the lot' } }, refused('off the lot')],
  ])('is refused where a row is there that is %s', (_, known, answer) => {
    expect(decideFirmBooking(known, anAsk(), bothSides(), positionsOf(), aMoment)).toEqual(answer);
  });

  it('always comes to what a booking comes to that is made firm', () => {
    const counters = fc.record({
      firmSoldWh: fc.integer({ min: 0, max: 1500 }),
      firmBoughtWh: fc.integer({ min: 0, max: 1500 }),
      pendingSoldWh: fc.integer({ min: 0, max: 1500 }),
    });
    fc.assert(
      fc.property(counters, fc.integer({ min: 1, max: 2000 }), (atPlant, energyWh) => {
        const asked = anAsk({ legs: [aLeg(energyWh)] });
        const before = positionsOf(aPosition(aPlantCode, atPlant));
        const atOnce = decideFirmBooking(undefined, asked, bothSides(), before, aMoment);
        const booked = decideBooking(undefined, asked, bothSides(), before, aMoment);
        if (booked.answer !== 'accepted') return expect(atOnce).toEqual(booked);
        const { booking, positions } = booked.what;
        expect(atOnce).toEqual(decideFirm(booking, asked, positionsOf(...positions), aMoment));
      }),
    );
  });
});
