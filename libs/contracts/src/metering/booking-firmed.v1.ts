import { z } from 'zod';
import { areaEic, energyWh, instant, meterPointEic, partyEic } from '../wire.js';

/**
 * A booking that has become firm, as it is from now on: its energy counts into the position of both sides and of their
 * balance groups. Once per cleared trade; what is only pending, and may still be given back, is told to nobody. On
 * `metering.bookings.v1`, keyed by the trade's id.
 */
export const bookingFirmedV1 = {
  type: 'gridsaga.booking.firmed.v1',
  data: z.object({
    /** The booking's id is its trade's. */
    tradeId: z.uuid(),
    /** Counts the booking's events; a consumer drops one that it is past. */
    sequence: z.int().min(1),
    state: z.literal('firm'),
    seller: partyEic,
    buyer: partyEic,
    /** A meter point, or null: the party's portfolio in the area. */
    sellerSide: meterPointEic.nullable(),
    buyerSide: meterPointEic.nullable(),
    /** The balance groups of the two sides when the energy was booked. */
    sellerGroup: z.string(),
    buyerGroup: z.string(),
    area: areaEic,
    /** When the first quarter hour begins. */
    firstQuarterHour: instant,
    /** One number for each quarter hour, without a gap: the n-th begins n × 15 minutes after the first. */
    quarterHoursWh: z.array(energyWh).min(1),
    /** Since when it is firm, by the wall clock. */
    since: instant,
  }),
} as const;

export type BookingFirmedV1 = z.input<typeof bookingFirmedV1.data>;
