import { z } from 'zod';
import { areaEic, instant, partyEic } from '#libs/contracts';
import { pageQuery } from '#libs/service';

const side = z
  .string()
  .regex(/^[0-9A-Z-]{16}(\/[0-9A-Z-]{16})?$/, "expected a meter point's EIC, or a portfolio as party/area");

/** What a list of trades may be asked for. */
export const tradeQuery = z.strictObject({
  externalId: z.string().min(1).max(100).optional(),
  state: z.enum(['proposed', 'pending', 'confirmed', 'cleared', 'rejected', 'stuck']).optional(),
  party: partyEic.optional().describe('seller or buyer'),
  seller: partyEic.optional(),
  buyer: partyEic.optional(),
  side: side.optional().describe('a meter point, or a portfolio as party/area, on either side'),
  area: areaEic.optional(),
  settlement: z.enum(['saga', 'two-phase']).optional(),
  startsFrom: instant.optional().describe('delivery begins then or later'),
  startsBefore: instant.optional(),
  agreedFrom: instant.optional().describe('by the market clock'),
  agreedBefore: instant.optional(),
  counterOf: z.uuid().toLowerCase().optional(),
  reason: z.string().min(1).max(200).optional().describe('why it is rejected'),
  ...pageQuery,
  after: z.uuid().toLowerCase().optional(),
});
