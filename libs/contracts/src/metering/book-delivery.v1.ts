import { delivery } from './delivery.js';

/** Asks metering to set energy aside on both sides, by quarter hour, all legs or none: a booking, named by the trade. */
export const bookDeliveryV1 = { type: 'metering.book-delivery.v1', body: delivery } as const;
