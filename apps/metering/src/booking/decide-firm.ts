import { accepted, already, type Decision, refused } from '#libs/decision';
import type { Instant } from '#libs/market';
import { type AskedDelivery, movedPositions, type PositionOf } from './asked-delivery.js';
import { type Booking, type BookingChange, sameContent } from './booking.js';
import { makeFirm } from './position.js';

export type FirmRefusal = 'no booking' | 'booking refused' | 'already undone' | 'same id, different content';

/** Makes a booking firm: it counts into the position for good. A refusal is not kept, so that a retry can succeed. */
export function decideFirm(
  known: Booking | undefined,
  asked: AskedDelivery,
  positionOf: PositionOf,
  at: Instant,
): Decision<BookingChange, FirmRefusal> {
  if (!known) return refused('no booking');
  switch (known.state) {
    case 'refused':
      return refused('booking refused');
    case 'cancelled':
    case 'tombstone':
      return refused('already undone');
    case 'firm':
      return already();
    case 'pending': {
      if (!sameContent(known.content, asked)) return refused('same id, different content');
      const positions = [...movedPositions(asked, positionOf, makeFirm).values()];
      return accepted({ booking: { ...known, state: 'firm', since: at }, positions });
    }
    default:
      return known satisfies never;
  }
}
