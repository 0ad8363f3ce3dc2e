import { z } from 'zod';
import { partyEic } from '../wire.js';

/** Asks settlement to move what a hold set aside: payer → clearing → payee, fees → exchange. */
export const postHoldV1 = {
  type: 'settlement.post-hold.v1',
  body: z.strictObject({ seller: partyEic, buyer: partyEic }),
} as const;

export type PostHoldV1 = z.output<typeof postHoldV1.body>;
