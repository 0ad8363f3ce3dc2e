import { type Accepted, type Refused, refused } from '#libs/decision';
import type { Instant } from '#libs/market';
import type { AskedDelivery, PositionOf } from './asked-delivery.js';
import type { Booking, BookingChange } from './booking.js';
import { decideBooking, type Sides } from './decide-booking.js';
import { decideFirm } from './decide-firm.js';
import { positionKey } from './position.js';

/**
 * Books and makes firm at one instant, by the rules of each: what is left is a firm booking, as if the two had been
 * asked for one after the other. A refusal keeps nothing, since whoever asks takes back what others have done as well.
 *
 * @param known a row that is there already, which refuses: energy counts once
 */
export function decideFirmBooking(
  known: Booking | undefined,
  asked: AskedDelivery,
  sides: Sides,
  positionOf: PositionOf,
  at: Instant,
): Accepted<BookingChange> | Refused<string> {
  const booked = decideBooking(known, asked, sides, positionOf, at);
  if (booked.answer === 'refused') return booked;
  if (booked.answer !== 'accepted') return refused('already decided', { state: known?.state ?? '' });
  const after = new Map(booked.what.positions.map((one) => [positionKey(one.side, one.quarterHour), one]));
  const firm = decideFirm(booked.what.booking, asked, (key) => after.get(key) ?? positionOf(key), at);
  if (firm.answer !== 'accepted') throw new Error(`what was just booked for ${asked.id} cannot be made firm`);
  return firm;
}
