import { describe, expect, it } from '@jest/globals';
import { accepted, already, type Decision, refused } from '#libs/decision';
import { aBooking, aMoment, aTradeId } from '../../../../test/support/a-booking.js';
import type { Booking, BookingChange } from './booking.js';
import { decideUnreadableBooking, decideUnreadableCancel, decideUnreadableFirm } from './decide-unreadable.js';

const unread = refused('could not be read');
const undone = refused('already undone');
const tombstone: Booking = { id: aTradeId, state: 'tombstone', since: aMoment };
const refusedRow: Booking = { id: aTradeId, state: 'refused', because: { reason: 'off the lot' }, since: aMoment };
const leavesTombstone = accepted({ booking: tombstone, positions: [] });
type Answer = Decision<BookingChange, string>;

describe('a parked command', () => {
  it.each<[string, Booking | undefined, Answer, Answer, Answer]>([
    ['no row', undefined, unread, leavesTombstone, unread],
    ['refused', refusedRow, refused('off the lot'), already(), unread],
    ['pending', aBooking('pending'), already(), unread, unread],
    ['firm', aBooking('firm'), already(), refused('past the pivot'), already()],
    ['cancelled', aBooking('cancelled'), undone, already(), unread],
    ['tombstone', tombstone, undone, already(), unread],
  ])('where the booking is %s: book, cancel and firm are answered from the row', (_, known, book, cancel, firm) => {
    expect(decideUnreadableBooking(known)).toEqual(book);
    expect(decideUnreadableCancel(known, aTradeId, aMoment)).toEqual(cancel);
    expect(decideUnreadableFirm(known)).toEqual(firm);
  });
});
