import { accepted, already, type Decision, refused, refusedAgain } from '#libs/decision';
import { formatInstant, type Instant, startOf } from '#libs/market';
import { capacityWh } from '../meter-point/capacity.js';
import type { End, Side } from '../meter-point/side.js';
import { type AskedDelivery, movedPositions, type PositionOf, sideKeyAt } from './asked-delivery.js';
import { type Booking, type BookingChange, sameContent } from './booking.js';
import { netWh, type Position, positionKey, setAside } from './position.js';

export type BookingRefusal =
  | 'same id, different content'
  | 'already undone'
  | 'unknown side'
  | 'wrong area'
  | 'side of another party'
  | 'wrong legs'
  | 'off the lot'
  | 'not enough capacity';

/** The two sides of a trade, where they are known. */
export interface Sides {
  readonly seller: Side | undefined;
  readonly buyer: Side | undefined;
}

/**
 * Sets the energy of a trade aside on both sides, in every quarter hour or in none. The booking's own row decides
 * first, top down; `refused` without a row is to be kept as one, so that the same ask is refused for ever.
 */
export function decideBooking(
  known: Booking | undefined,
  asked: AskedDelivery,
  sides: Sides,
  positionOf: PositionOf,
  at: Instant,
): Decision<BookingChange, string> {
  if (known) return answerOf(known, asked);
  const { seller, buyer } = sides;
  if (!seller) return refused<BookingRefusal>('unknown side', { side: asked.sellerKey, of: 'seller' });
  if (!buyer) return refused<BookingRefusal>('unknown side', { side: asked.buyerKey, of: 'buyer' });
  const misfit = misfitOf(seller, 'seller', asked) ?? misfitOf(buyer, 'buyer', asked);
  if (misfit) return misfit;
  if (asked.fault) {
    const { reason, ...details } = asked.fault;
    return refused<BookingRefusal>(reason, details);
  }

  const moved = movedPositions(asked, positionOf, setAside);
  const shortage = shortageOf({ seller, buyer }, asked, moved);
  if (shortage) return shortage;
  return accepted({ booking: pendingBooking(asked, seller, buyer, at), positions: [...moved.values()] });
}

function answerOf(known: Booking, asked: AskedDelivery): Decision<BookingChange, string> {
  switch (known.state) {
    case 'refused':
      return refusedAgain(known.because);
    case 'tombstone':
      return refused<BookingRefusal>('already undone');
    case 'pending':
    case 'firm':
      return sameContent(known.content, asked) ? already() : refused<BookingRefusal>('same id, different content');
    case 'cancelled':
      return refused<BookingRefusal>(
        sameContent(known.content, asked) ? 'already undone' : 'same id, different content',
      );
    default:
      return known satisfies never;
  }
}

function misfitOf(side: Side, end: End, asked: AskedDelivery) {
  // Whose it is comes first: nobody learns the area of a stranger's meter point.
  const party = end === 'seller' ? asked.seller : asked.buyer;
  if (side.party !== party) return refused<BookingRefusal>('side of another party', { side: side.key, of: end, party });
  if (side.area !== asked.area) {
    return refused<BookingRefusal>('wrong area', { side: side.key, of: end, area: asked.area, sideArea: side.area });
  }
  return undefined;
}

/** The first quarter hour and side where the net-position rule would break, with the numbers. */
function shortageOf(
  sides: { readonly seller: Side; readonly buyer: Side },
  asked: AskedDelivery,
  moved: ReadonlyMap<string, Position>,
) {
  for (const { quarterHour, energyWh } of asked.energies) {
    for (const end of ['seller', 'buyer'] as const) {
      const position = moved.get(positionKey(sideKeyAt(asked, end), quarterHour));
      const limitWh = capacityWh(sides[end], end);
      if (!position || netWh(position, end) <= limitWh) continue;
      return refused<BookingRefusal>('not enough capacity', {
        side: position.side,
        of: end === 'seller' ? 'injection' : 'consumption',
        start: formatInstant(startOf(quarterHour)),
        askedWh: energyWh,
        bookedWh: netWh(position, end) - energyWh,
        limitWh,
      });
    }
  }
  return undefined;
}

function pendingBooking(asked: AskedDelivery, seller: Side, buyer: Side, at: Instant): Booking {
  const first = asked.energies[0];
  if (!first) throw new RangeError('a delivery without a fault has at least one quarter hour');
  return {
    id: asked.id,
    state: 'pending',
    content: {
      seller: asked.seller,
      buyer: asked.buyer,
      sellerSide: asked.sellerSide,
      buyerSide: asked.buyerSide,
      area: asked.area,
      firstQuarterHour: first.quarterHour,
      energiesWh: asked.energies.map(({ energyWh }) => energyWh),
    },
    sellerGroup: seller.balanceGroup,
    buyerGroup: buyer.balanceGroup,
    since: at,
  };
}
