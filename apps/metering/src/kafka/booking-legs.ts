import { bookDeliveryV1 } from '#libs/contracts';
import { isUuid } from '#libs/messaging';
import type { LegRule } from '#libs/two-phase-branch';
import { askedDelivery, positionKeysOf } from '../booking/asked-delivery.js';
import { decideFirmBooking } from '../booking/decide-firm-booking.js';
import type { MeteringState, MeteringTable } from '../store/metering.state.js';
import { wallInstant } from '../store/wall-instant.js';
import { bookingFirmed } from './booking-firmed.js';

/**
 * Metering's part of a trade that is cleared at one instant: its body is that of an ask to book a delivery, and what it
 * leaves is a firm booking.
 */
export const bookingLegs: LegRule<MeteringTable, MeteringState> = {
  read(id, body) {
    if (!isUuid(id)) throw new Error(`the trade's id ${id} is not a UUID in lower case`);
    const asked = askedDelivery(id, bookDeliveryV1.body.parse(body));
    const sideKeys = [...new Set([asked.sellerKey, asked.buyerKey])];
    return {
      keys: sideKeys,
      touches: { side: sideKeys, booking: [id], position: positionKeysOf(asked) },
      decide({ bookings, sides, positions }, now) {
        const ends = { seller: sides.get(asked.sellerKey), buyer: sides.get(asked.buyerKey) };
        const positionOf = (key: string) => positions.get(key);
        const decision = decideFirmBooking(bookings.get(id), asked, ends, positionOf, wallInstant(now));
        if (decision.answer === 'refused') return decision;
        const { booking, positions: moved } = decision.what;
        bookings.put(booking);
        for (const position of moved) positions.put(position);
        return { answer: 'accepted', send: bookingFirmed(booking) };
      },
    };
  },
};
