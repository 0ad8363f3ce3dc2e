import { accepted, already, type Decision, refused } from '#libs/decision';
import type { Instant } from '#libs/market';
import { type AskedDelivery, movedPositions, type PositionOf } from './asked-delivery.js';
import { type Booking, type BookingChange, sameContent } from './booking.js';
import { giveBack } from './position.js';

export type CancelRefusal = 'past the pivot' | 'same id, different content';

/**
 * Gives back what a booking set aside. Without a booking it leaves a tombstone, so that a do that comes later loses.
 * An undo that names other rows than the booking's own would give back what was never taken: it is refused.
 */
export function decideCancel(
  known: Booking | undefined,
  asked: AskedDelivery,
  positionOf: PositionOf,
  at: Instant,
): Decision<BookingChange, CancelRefusal> {
  if (!known) return accepted({ booking: { id: asked.id, state: 'tombstone', since: at }, positions: [] });
  switch (known.state) {
    case 'refused':
    case 'cancelled':
    case 'tombstone':
      return already();
    case 'firm':
      return refused('past the pivot');
    case 'pending': {
      if (!sameContent(known.content, asked)) return refused('same id, different content');
      const positions = [...movedPositions(asked, positionOf, giveBack).values()];
      return accepted({ booking: { ...known, state: 'cancelled', since: at }, positions });
    }
    default:
      return known satisfies never;
  }
}
