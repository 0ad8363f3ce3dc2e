import { formatInstant, formatLocal, quarterHour, startOf } from '#libs/market';
import { sumWattHours } from '#libs/units';
import type { BookedContent, Booking } from '../booking/booking.js';
import { positionsTimeZone } from '../booking/position-of-day.js';

/** A booking as a reader gets it: every quarter hour with its start; a refused one with its reason. */
export function bookingView(booking: Booking): Record<string, unknown> {
  const { id, state } = booking;
  const since = formatInstant(booking.since);
  if (booking.state === 'tombstone') return { id, state, since };
  if (booking.state === 'refused') return { id, state, because: booking.because, since };
  const { firstQuarterHour, energiesWh, ...content } = booking.content;
  return {
    ...{ id, state, ...content },
    sellerGroup: booking.sellerGroup,
    buyerGroup: booking.buyerGroup,
    quarterHours: energiesWh.map((energyWh, index) => ({ ...instants(firstQuarterHour + index), energyWh })),
    since,
  };
}

const instants = (count: number) => {
  const start = startOf(quarterHour(count));
  return { start: formatInstant(start), startLocal: formatLocal(start, positionsTimeZone) };
};

/** The columns of bookings as CSV: one line a booking, delivery from its first quarter hour to the end of its last. */
export const bookingColumns = [
  ...(['id', 'state', 'reason', 'seller', 'buyer', 'sellerSide', 'buyerSide', 'sellerGroup', 'buyerGroup'] as const),
  ...(['area', 'start', 'startLocal', 'end', 'endLocal', 'energyWh', 'since'] as const),
];

type BookingLine = Readonly<Record<(typeof bookingColumns)[number], string | number | null>>;

const nothing: Omit<BookingLine, 'id' | 'state' | 'since' | 'reason'> = {
  ...{ seller: null, buyer: null, sellerSide: null, buyerSide: null, sellerGroup: null, buyerGroup: null, area: null },
  ...{ start: null, startLocal: null, end: null, endLocal: null, energyWh: null },
};

export function bookingLine(booking: Booking): BookingLine {
  const { id, state } = booking;
  const reason = booking.state === 'refused' ? booking.because.reason : null;
  const known = { ...nothing, id, state, reason, since: formatInstant(booking.since) };
  if (!('content' in booking)) return known;
  const { sellerGroup, buyerGroup, content } = booking;
  return { ...known, sellerGroup, buyerGroup, ...delivered(content) };
}

function delivered({ firstQuarterHour, energiesWh, ...content }: BookedContent) {
  const { start: end, startLocal: endLocal } = instants(firstQuarterHour + energiesWh.length);
  return { ...content, ...instants(firstQuarterHour), end, endLocal, energyWh: sumWattHours(energiesWh) };
}
