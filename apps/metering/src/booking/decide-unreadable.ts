import { accepted, already, type Decision, refused, refusedAgain } from '#libs/decision';
import type { Instant } from '#libs/market';
import type { Booking, BookingChange } from './booking.js';

/*
 * What a command that was parked still owes its saga. Nothing but its trade's id is known of it, so positions stay as
 * they are, and so does a row that is there: it only speaks.
 */

/** A parked do is answered from its row; where there is none it is refused, and the refusal is to be kept. */
export function decideUnreadableBooking(known: Booking | undefined): Decision<BookingChange, string> {
  switch (known?.state) {
    case undefined:
      return refused('could not be read');
    case 'refused':
      return refusedAgain(known.because);
    case 'pending':
    case 'firm':
      return already();
    case 'cancelled':
    case 'tombstone':
      return refused('already undone');
    default:
      return known satisfies never;
  }
}

/**
 * A parked undo on no row leaves its tombstone. Energy that is set aside stays so: the refusal shows the step to an
 * operator as stuck, where silence would have it asked for ever.
 */
export function decideUnreadableCancel(
  known: Booking | undefined,
  id: string,
  at: Instant,
): Decision<BookingChange, 'could not be read' | 'past the pivot'> {
  switch (known?.state) {
    case undefined:
      return accepted({ booking: { id, state: 'tombstone', since: at }, positions: [] });
    case 'refused':
    case 'cancelled':
    case 'tombstone':
      return already();
    case 'pending':
      return refused('could not be read');
    case 'firm':
      return refused('past the pivot');
    default:
      return known satisfies never;
  }
}

/** A parked firm moves nothing; where the booking is firm already, it says so. */
export const decideUnreadableFirm = (known: Booking | undefined): Decision<BookingChange, 'could not be read'> =>
  known?.state === 'firm' ? already() : refused('could not be read');
