import { type AuditState, type Rows, TryAgainLater } from '#libs/messaging';
import type { AsideState } from '#libs/two-phase-branch';
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

/** The rows that one batch works on. A side in doubt is among the keys in doubt and not among the sides. */
export interface MeteringState extends AuditState, AsideState {
  /** By EIC. */
  readonly parties: Rows<Party>;
  /** By side key. */
  readonly sides: Rows<Side>;
  /** By trade id. */
  readonly bookings: Rows<Booking>;
  /** By position key. */
  readonly positions: Rows<Position>;
}

/**
 * A side, for whoever waits for its answer.
 *
 * @throws TryAgainLater while it is in doubt: whether it is there, and as what, is known when the doubt ends
 */
export function sideOutOfDoubt({ sides, inDoubt }: MeteringState, key: string): Side | undefined {
  const gid = inDoubt.get(key);
  if (gid !== undefined) throw new TryAgainLater(`the side ${key} is in doubt by ${gid}`, { side: key });
  return sides.get(key);
}
