import type { Transaction } from '#libs/messaging';
import type { Booking } from '../booking/booking.js';
import { type BookingRow, bookingOf } from './booking.row.js';

/** Locks and reads the bookings of these trades. */
export async function loadBookings(tx: Transaction, ids: readonly string[]): Promise<Booking[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query<BookingRow>(
    'load-bookings',
    `SELECT id, state, seller, buyer, seller_side AS "sellerSide", buyer_side AS "buyerSide", area,
            first_quarter_hour AS "firstQuarterHour", energies_wh AS "energiesWh", seller_group AS "sellerGroup",
            buyer_group AS "buyerGroup", because, since
       FROM booking
      WHERE id = ANY ($1::uuid[])
      ORDER BY id
        FOR NO KEY UPDATE`,
    [ids],
  );
  return rows.map(bookingOf);
}

/**
 * Writes bookings that are new. Two batches that make the same one collide here, and the second looks again. Energies
 * travel as the text of an array: unnest would flatten an array of arrays.
 */
export async function insertBookings(tx: Transaction, bookings: readonly Booking[]): Promise<void> {
  if (bookings.length === 0) return;
  const made = bookings.map((booking) => ('content' in booking ? booking : undefined));
  await tx.query(
    'insert-bookings',
    `INSERT INTO booking (id, state, seller, buyer, seller_side, buyer_side, area, first_quarter_hour, energies_wh,
                          seller_group, buyer_group, because, since)
     SELECT id, state, seller, buyer, seller_side, buyer_side, area, first_quarter_hour, energies_wh::int8[],
            seller_group, buyer_group, because, to_timestamp(since_ms / 1000)
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int4[],
                   $9::text[], $10::text[], $11::text[], $12::json[], $13::float8[])
            AS new (id, state, seller, buyer, seller_side, buyer_side, area, first_quarter_hour, energies_wh,
                    seller_group, buyer_group, because, since_ms)`,
    [
      bookings.map(({ id }) => id),
      bookings.map(({ state }) => state),
      made.map((booking) => booking?.content.seller ?? null),
      made.map((booking) => booking?.content.buyer ?? null),
      made.map((booking) => booking?.content.sellerSide ?? null),
      made.map((booking) => booking?.content.buyerSide ?? null),
      made.map((booking) => booking?.content.area ?? null),
      made.map((booking) => booking?.content.firstQuarterHour ?? null),
      made.map((booking) => (booking ? `{${booking.content.energiesWh.join(',')}}` : null)),
      made.map((booking) => booking?.sellerGroup ?? null),
      made.map((booking) => booking?.buyerGroup ?? null),
      bookings.map((booking) => (booking.state === 'refused' ? JSON.stringify(booking.because) : null)),
      bookings.map(({ since }) => since),
    ],
  );
}

/** Writes what may change of a booking: its state. */
export async function updateBookings(tx: Transaction, bookings: readonly Booking[]): Promise<void> {
  if (bookings.length === 0) return;
  await tx.query(
    'update-bookings',
    `UPDATE booking
        SET state = new.state, since = to_timestamp(new.since_ms / 1000)
       FROM unnest($1::uuid[], $2::text[], $3::float8[]) AS new (id, state, since_ms)
      WHERE booking.id = new.id`,
    [bookings.map(({ id }) => id), bookings.map(({ state }) => state), bookings.map(({ since }) => since)],
  );
}
