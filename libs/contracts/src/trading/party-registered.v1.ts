import { z } from 'zod';
import { partyEic } from '../wire.js';

/** What a member of the market may do there. */
export const partyRole = z.enum(['producer', 'consumer', 'prosumer', 'trader', 'supplier']);

/** A party as it is after its registration, on `trading.parties.v1`; keyed by its EIC. */
export const partyRegisteredV1 = {
  type: 'gridsaga.party.registered.v1',
  data: z.object({
    eic: partyEic,
    name: z.string(),
    roles: z.array(partyRole),
    /** Counts the party's events; a consumer drops one that it is past. */
    sequence: z.int().min(1),
  }),
} as const;

export type PartyRegisteredV1 = z.output<typeof partyRegisteredV1.data>;
