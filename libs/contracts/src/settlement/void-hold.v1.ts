import { z } from 'zod';
import { partyEic } from '../wire.js';

/** Asks settlement to give back what a hold set aside. */
export const voidHoldV1 = {
  type: 'settlement.void-hold.v1',
  body: z.strictObject({ seller: partyEic, buyer: partyEic }),
} as const;

export type VoidHoldV1 = z.output<typeof voidHoldV1.body>;
