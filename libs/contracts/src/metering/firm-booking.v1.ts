import { delivery } from './delivery.js';

/** Asks metering to make a booking firm: from then on it counts into the position. */
export const firmBookingV1 = { type: 'metering.firm-booking.v1', body: delivery } as const;
