import { type BookingFirmedV1, bookingFirmedV1, topics } from '#libs/contracts';
import { formatInstant, startOf } from '#libs/market';
import { type Outgoing, toEveryone } from '#libs/messaging';
import type { Booking } from '../booking/booking.js';

/** What everyone is told when a booking has become firm. What is pending, cancelled or refused is nobody else's business. */
export function bookingFirmed(booking: Booking): Outgoing[] {
  if (booking.state !== 'firm') return [];
  const { id, content, sellerGroup, buyerGroup, since } = booking;
  const { seller, buyer, sellerSide, buyerSide, area, firstQuarterHour, energiesWh } = content;
  const data: BookingFirmedV1 = {
    ...{ tradeId: id, sequence: 1, state: 'firm', seller, buyer, sellerSide, buyerSide, sellerGroup, buyerGroup, area },
    firstQuarterHour: formatInstant(startOf(firstQuarterHour)),
    quarterHoursWh: [...energiesWh],
    since: formatInstant(since),
  };
  return [toEveryone(topics.bookings.name, { id: `booking/${id}/1`, type: bookingFirmedV1.type, subject: id, data })];
}
