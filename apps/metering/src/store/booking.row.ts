import type { Because } from '#libs/decision';
import { instant, quarterHour } from '#libs/market';
import { wattHours } from '#libs/units';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Booking } from '../booking/booking.js';
import { storedEic } from './stored-eic.js';

/** A booking. The table's CHECKs say which columns are null in which state; int8 arrives as text. */
@Entity('booking')
export class BookingRow {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  state!: Booking['state'];

  @Column('text', { nullable: true })
  seller!: string | null;

  @Column('text', { nullable: true })
  buyer!: string | null;

  /** Null for a portfolio. */
  @Column('text', { name: 'seller_side', nullable: true })
  sellerSide!: string | null;

  /** Null for a portfolio. */
  @Column('text', { name: 'buyer_side', nullable: true })
  buyerSide!: string | null;

  @Column('text', { nullable: true })
  area!: string | null;

  /** Quarter hours since 1970-01-01T00:00Z. */
  @Column('int4', { name: 'first_quarter_hour', nullable: true })
  firstQuarterHour!: number | null;

  @Column('int8', { name: 'energies_wh', array: true, nullable: true })
  energiesWh!: string[] | null;

  @Column('text', { name: 'seller_group', nullable: true })
  sellerGroup!: string | null;

  @Column('text', { name: 'buyer_group', nullable: true })
  buyerGroup!: string | null;

  @Column('json', { nullable: true })
  because!: Because | null;

  @Column('timestamptz')
  since!: Date;
}

export function bookingOf(row: BookingRow): Booking {
  const { id, state } = row;
  const since = instant(row.since.getTime());
  if (state === 'tombstone') return { id, state, since };
  if (state === 'refused') return { id, state, because: present(row, 'because'), since };
  return {
    id,
    state,
    content: {
      seller: storedEic(present(row, 'seller')),
      buyer: storedEic(present(row, 'buyer')),
      sellerSide: row.sellerSide === null ? null : storedEic(row.sellerSide),
      buyerSide: row.buyerSide === null ? null : storedEic(row.buyerSide),
      area: storedEic(present(row, 'area')),
      firstQuarterHour: quarterHour(present(row, 'firstQuarterHour')),
      energiesWh: present(row, 'energiesWh').map((energyWh) => wattHours(Number(energyWh))),
    },
    sellerGroup: present(row, 'sellerGroup'),
    buyerGroup: present(row, 'buyerGroup'),
    since,
  };
}

function present<Column extends keyof BookingRow>(row: BookingRow, column: Column): NonNullable<BookingRow[Column]> {
  const value = row[column];
  if (value === null || value === undefined) throw new Error(`booking ${row.id} is ${row.state} without ${column}`);
  return value;
}
