import type { DataSource } from 'typeorm';
import type { Booking } from '../booking/booking.js';
import { BookingRow, bookingOf } from './booking.row.js';

/** What a list of bookings is limited to; what is left out may be anything. */
export interface BookingFilter {
  /** Whose side it is on; refusals and tombstones are on nobody's. */
  readonly party?: string | undefined;
  /** A meter point, or a portfolio as `party/area`. */
  readonly side?: string | undefined;
  readonly state?: Booking['state'] | undefined;
  readonly area?: string | undefined;
  /** Delivers in this quarter hour or later, counted since 1970, … */
  readonly from?: number | undefined;
  /** … and in one before this. */
  readonly to?: number | undefined;
  /** Bookings with a later id. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** The booking of a trade, if there is one. */
export async function findBooking(dataSource: DataSource, id: string): Promise<Booking | undefined> {
  const row = await dataSource.getRepository(BookingRow).findOneBy({ id });
  return row === null ? undefined : bookingOf(row);
}

/** Bookings in the order of their ids, which are those of their trades. */
export async function listBookings(
  dataSource: Pick<DataSource, 'query'>,
  { party, side, state, area, from, to, after, limit }: BookingFilter,
): Promise<Booking[]> {
  const values = [side, state, area, from, to, after].map((value) => value ?? null);
  const read = (text: string, ...more: string[]): Promise<BookingRow[]> =>
    dataSource.query(text, [...values, limit, ...more]);
  if (party === undefined) return (await read(listText('true'))).map(bookingOf);
  // One with an OR would read and sort everything that the party ever booked. None is in both: its sides are two parties.
  const found = await Promise.all([read(listText('seller = $8'), party), read(listText('buyer = $8'), party)]);
  return found
    .flat()
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .slice(0, limit)
    .map(bookingOf);
}

// What is not asked for is known to be NULL when the statement is planned, and costs nothing.
const listText = (ofParty: string): string => `
  SELECT id, state, seller, buyer, seller_side AS "sellerSide", buyer_side AS "buyerSide", area,
         first_quarter_hour AS "firstQuarterHour", energies_wh AS "energiesWh", seller_group AS "sellerGroup",
         buyer_group AS "buyerGroup", because, since
    FROM booking
   WHERE ${ofParty}
     AND ($1::text IS NULL
          OR $1 IN (coalesce(seller_side, seller || '/' || area), coalesce(buyer_side, buyer || '/' || area)))
     AND ($2::text IS NULL OR state = $2)
     AND ($3::text IS NULL OR area = $3)
     AND ($4::int4 IS NULL OR first_quarter_hour + cardinality(energies_wh) > $4)
     AND ($5::int4 IS NULL OR first_quarter_hour < $5)
     AND ($6::uuid IS NULL OR id > $6)
   ORDER BY id
   LIMIT $7`;
