import type { Because } from '#libs/decision';
import type { Eic, Instant, QuarterHour } from '#libs/market';
import type { WattHours } from '#libs/units';
import type { AskedDelivery } from './asked-delivery.js';
import type { Position } from './position.js';

/** Energy set aside on both sides for one trade, or the memory of why it is not. */
export type Booking = DeliveryBooking | RefusedBooking | Tombstone;

export interface DeliveryBooking {
  /** The trade's id. */
  readonly id: string;
  readonly state: 'pending' | 'firm' | 'cancelled';
  readonly content: BookedContent;
  /** The balance groups of the two sides when it was booked: a side may move to another group later. */
  readonly sellerGroup: string;
  readonly buyerGroup: string;
  /** Since when it is in this state. */
  readonly since: Instant;
}

/** A refusal is kept, so that a later ask for the same booking gets the same answer. */
export interface RefusedBooking {
  readonly id: string;
  readonly state: 'refused';
  readonly because: Because;
  readonly since: Instant;
}

/** An undo that came before its do: the do has lost. */
export interface Tombstone {
  readonly id: string;
  readonly state: 'tombstone';
  readonly since: Instant;
}

/** What was booked, by quarter hour: legs that mean the same are the same content. */
export interface BookedContent {
  readonly seller: Eic;
  readonly buyer: Eic;
  readonly sellerSide: Eic | null;
  readonly buyerSide: Eic | null;
  readonly area: Eic;
  readonly firstQuarterHour: QuarterHour;
  /** One per quarter hour, without gaps. */
  readonly energiesWh: readonly WattHours[];
}

/** What an accepted ask changes: the booking, and the positions on both sides. */
export interface BookingChange {
  readonly booking: Booking;
  readonly positions: readonly Position[];
}

export function sameContent(content: BookedContent, asked: AskedDelivery): boolean {
  return (
    content.seller === asked.seller &&
    content.buyer === asked.buyer &&
    content.sellerSide === asked.sellerSide &&
    content.buyerSide === asked.buyerSide &&
    content.area === asked.area &&
    content.firstQuarterHour === asked.energies[0]?.quarterHour &&
    content.energiesWh.length === asked.energies.length &&
    content.energiesWh.every((energyWh, index) => energyWh === asked.energies[index]?.energyWh)
  );
}
