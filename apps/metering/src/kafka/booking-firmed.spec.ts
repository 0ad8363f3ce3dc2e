import { describe, expect, it } from '@jest/globals';
import { bookingFirmedV1 } from '#libs/contracts';
import { aBooking, aDelivery, aLeg, anAsk, aTradeId, laterThanThat } from '../../../../test/support/a-booking.js';
import type { Booking } from '../booking/booking.js';
import { bookingFirmed } from './booking-firmed.js';

const halfAnHour = anAsk(aDelivery({ legs: [aLeg(1000, '2026-05-01T12:00:00Z', 30)] }));

describe('everyone is told of a booking', () => {
  it('once it is firm: its state, both sides and what each quarter hour delivers', () => {
    const firm: Booking = { ...aBooking('firm', halfAnHour), since: laterThanThat };
    const [told, ...more] = bookingFirmed(firm);
    expect(more).toEqual([]);
    expect(told).toMatchObject({
      kind: 'public',
      topic: 'metering.bookings.v1',
      event: {
        id: `booking/${aTradeId}/1`,
        type: 'gridsaga.booking.firmed.v1',
        subject: aTradeId,
        data: {
          ...{ tradeId: aTradeId, sequence: 1, state: 'firm' },
          ...{ sellerGroup: 'group of the plant', buyerGroup: 'group of the house' },
          firstQuarterHour: '2026-05-01T12:00:00Z',
          since: '2026-04-30T11:00:00Z',
        },
      },
    });
    const data = told?.kind === 'public' ? bookingFirmedV1.data.parse(told.event.data) : undefined;
    expect(data?.quarterHoursWh).toEqual([500, 500]);
  });

  it.each<[string, Booking]>([
    ['pending', aBooking('pending')],
    ['cancelled', aBooking('cancelled')],
    ['refused', { id: aTradeId, state: 'refused', because: { reason: 'off the lot' }, since: laterThanThat }],
    ['undone before it was done', { id: aTradeId, state: 'tombstone', since: laterThanThat }],
  ])('and never while it is %s', (_, booking) => {
    expect(bookingFirmed(booking)).toEqual([]);
  });
});
