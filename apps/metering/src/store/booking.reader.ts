import type { DataSource } from 'typeorm';
import type { Booking } from '../booking/booking.js';
import { BookingRow, bookingOf } from './booking.row.js';

/** The booking of a trade, if there is one. */
export async function findBooking(dataSource: DataSource, id: string): Promise<Booking | undefined> {
  const row = await dataSource.getRepository(BookingRow).findOneBy({ id });
  return row === null ? undefined : bookingOf(row);
}
