import type { AuditState, Rows } from '#libs/messaging';
import type { Booking } from '../booking/booking.js';
import type { Position } from '../booking/position.js';
import type { Side } from '../meter-point/side.js';
import type { Party } from '../party/party.js';

/**
 * In lock order. A side's lock covers its positions and stands before its bookings, so that do and undo of a booking
 * that has no row yet cannot pass each other.
 */
export const meteringTables = ['party', 'side', 'booking', 'position'] as const;

export type MeteringTable = (typeof meteringTables)[number];

/** The rows that one batch works on. */
export interface MeteringState extends AuditState {
  /** By EIC. */
  readonly parties: Rows<Party>;
  /** By side key. */
  readonly sides: Rows<Side>;
  /** By trade id. */
  readonly bookings: Rows<Booking>;
  /** By position key. */
  readonly positions: Rows<Position>;
}
