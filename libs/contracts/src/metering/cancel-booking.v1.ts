import { delivery } from './delivery.js';

/** Asks metering to give back the energy that a booking set aside. */
export const cancelBookingV1 = { type: 'metering.cancel-booking.v1', body: delivery } as const;
